// Package arch holds the drawing of docs/architecture.md as tests: who may import
// whom, which library lives where, and the habits that keep the code readable.
// Each rule prints its reason when it is broken. There is nothing here to run;
// to change a rule, change its table in rules_test.go and say why in
// docs/decisions.
package arch
