// Package admission is the desk where candidates come in (报名, 资格审查): it
// reads what a body sends of them, has the conditions judge each one, and keeps
// the list of those who may sit the exam. The body's clerk enters, withdraws and
// substitutes; whom the conditions surely admit or refuse is decided by rule, the
// rest by the body's reviewer, who says why and shows the proof. Nobody decides on
// himself. The exam itself is held by examination; after its first session the
// list stays as it is.
package admission
