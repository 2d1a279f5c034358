// Package issuance is the desk where certificates (证书) are prepared, issued
// (核发) and ended. The body's clerk, reviewer and head prepare, its head issues,
// replaces (补发) and corrects (更正); the centre's approver revokes (撤销) and
// cancels (注销). It decides nothing about results (marking), answers no public
// question (registry) and draws no page: View says what is printed.
//
// # Two transactions
//
// Issuing takes numbers and fixes date and exact bytes in a first transaction,
// signs outside, and stores signatures with the leaf of the public log in a
// second. The first one also leaves a job behind, due when signing must long be
// over, and the second takes it away; so a crash between the two leaves its
// intention where Resume finds it. Signing is deterministic and statuses change
// by compare-and-set: who comes second changes nothing.
//
// # Leaves
//
// A certificate that comes into force has an Issued leaf: subject its number,
// statement the SHA-256 of its payload, reference the report. One that ends has a
// leaf of the verb's kind: subject its number, reference the number that took
// its place, if any. A void certificate was never in force and has none.
package issuance
