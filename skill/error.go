package skill

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Code is the class of an error: what the caller may do about it. A Code is
// itself an error, so errors.Is(err, skill.NotFound) works.
type Code string

// The nine codes. Everything else is Internal.
const (
	Invalid         Code = "invalid"         // the input is wrong; the sender can mend it
	Unauthenticated Code = "unauthenticated" // nobody is known to be asking
	Denied          Code = "denied"          // known, but may not
	NotFound        Code = "not_found"       // not there, or not for the asker's eyes
	Conflict        Code = "conflict"        // somebody else was first
	WrongState      Code = "wrong_state"     // the thing is not in a status that allows this
	Unmet           Code = "unmet"           // a requirement of the field is not met
	TooMany         Code = "too_many"        // a limit was reached
	Internal        Code = "internal"        // our fault
)

// Error implements error.
func (c Code) Error() string { return string(c) }

// Args are the values that a message's text names. They never hold a personal
// value: no name, document number, phone or address.
type Args map[string]string

// A FieldError names one input that is wrong.
type FieldError struct {
	Path   string // JSON path or column, e.g. "dossier.employment[0].from"
	Reason string // message key, e.g. "date.impossible"
	Args   Args
}

// An Error is what every package returns for a fault it can name. Reason is a
// stable key for programs and translators; its text in both languages is in
// locale/. Err is the cause: logged, never sent.
type Error struct {
	Code   Code
	Reason string // e.g. "application.withdrawn"
	Args   Args
	Fields []FieldError
	Err    error
}

// Error is for logs: code, reason, arguments and cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Reason)
	for _, k := range slices.Sorted(maps.Keys(e.Args)) {
		fmt.Fprintf(&b, " %s=%q", k, e.Args[k])
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Path, f.Reason)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap makes errors.Is find the code and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Code}
	}
	return []error{e.Code, e.Err}
}

// Fail makes an Error. The arguments after reason are key, value, key, value.
func Fail(code Code, reason string, kv ...string) *Error {
	e := &Error{Code: code, Reason: reason}
	for i := 0; i+1 < len(kv); i += 2 {
		if e.Args == nil {
			e.Args = Args{}
		}
		e.Args[kv[i]] = kv[i+1]
	}
	return e
}

// FailField makes an Invalid error that names one input.
func FailField(path, reason string, kv ...string) *Error {
	e := Fail(Invalid, reason, kv...)
	e.Fields = []FieldError{{Path: path, Reason: reason, Args: e.Args}}
	return e
}

// Because sets the cause, for the log.
func (e *Error) Because(err error) *Error {
	e.Err = err
	return e
}

// Wrap adds what was being done to *err, once, when it is not nil:
//
//	defer skill.Wrap(&err, "submit application %s", id)
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf(format+": %w", append(args, *err)...)
	}
}

// CodeOf is the code of err: Internal for an error nobody coded, "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	if c, ok := errors.AsType[Code](err); ok {
		return c
	}
	return Internal
}

// ReasonOf is the stable key of err, or "internal" for an error nobody coded.
func ReasonOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Reason
	}
	return string(CodeOf(err))
}
