// Package post (投递) is how a message leaves: by mail, by the HTTP gateway of a
// sender of short messages, or into a folder, for tests and demonstrations. It
// composes nothing and remembers nothing; what waits, and how often it is tried,
// is in the outbox of store.
//
// What it says of a failure holds neither address nor text: a server's own words
// often repeat them, so only its status is told.
package post

import (
	"context"
	"net"
	"strings"
	"time"

	"assay/skill"
)

// A Message is a letter at the moment of sending.
type Message struct {
	ID      string // the letter's id: the same when it is sent again
	Channel skill.Channel
	Kind    skill.LetterKind
	Lang    string        // of Subject and Text
	To      skill.Private // mail address, or number of a telephone
	Subject string
	Text    string
	Words   skill.Args // what Text was filled with, for gateways that have their own texts
}

// A Carrier takes messages away. A nil error means that somebody else has taken
// the message over, not that it was read.
//
// Errors: Invalid post.address (no such address) and Denied post.refused (the
// message was refused) are for good, see Lasting. The others may pass, or be
// mended by whoever runs the server: TooMany post.deferred, Unauthenticated
// post.login, Internal post.unreachable.
type Carrier interface {
	Send(ctx context.Context, m Message) error
}

// Lasting tells whether to send again would end alike.
func Lasting(err error) bool {
	code := skill.CodeOf(err)
	return code == skill.Invalid || code == skill.Denied
}

// The refusals. Status is the server's, or what else may be told of the cause.
func noAddress(status string) error {
	return skill.Fail(skill.Invalid, "post.address", "status", status)
}

func refused(status string) error { return skill.Fail(skill.Denied, "post.refused", "status", status) }

func deferred(status string) error {
	return skill.Fail(skill.TooMany, "post.deferred", "status", status)
}

func noLogin(status string) error {
	return skill.Fail(skill.Unauthenticated, "post.login", "status", status)
}

// unreachable keeps the cause, which arose before the server knew of a message.
func unreachable(err error) error { return skill.Fail(skill.Internal, "post.unreachable").Because(err) }

// sendTime is how long a server may take over one message.
const sendTime = 20 * time.Second

// loopback tells whether a host is this machine, to which nobody listens.
func loopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
