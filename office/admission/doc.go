// Package admission is the desk where candidates come in (报名, 资格审查): it
// reads what a body sends of them, has the conditions judge each one, and keeps
// the list of those who may sit the exam.
package admission
