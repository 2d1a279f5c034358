// Package skill is the field itself: its nouns, values, lifecycles and errors,
// with the standard library and x/text/unicode/norm alone. It says what is true
// of vocational skill certification (职业技能等级认定); it performs no I/O, reads
// no clock and draws no random numbers.
//
// All nouns live here because they refer to each other in a ring: an application
// cites certificates, a certificate cites its application, an objection cites
// either. What is done with them lives in the offices.
package skill
