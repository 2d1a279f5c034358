package main

import (
	"context"
	"log/slog"
	"math"
	"slices"
	"strconv"
	"time"

	"assay/locale"
	"assay/post"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A postman takes the letters of the outbox to whoever carries them.
type postman struct {
	store   *store.Store
	ways    map[skill.Channel]post.Carrier // the letters of a channel without one wait
	address func(context.Context, store.Letter) (skill.Private, error)
	log     *slog.Logger
}

// letterLength is how long a postman holds a letter, more than any carrier takes.
const letterLength = 2 * time.Minute

// letterPause is how long a letter rests after an attempt that failed; 0 after
// the last, the ninth, some ten hours after the first.
func letterPause(attempt int) time.Duration {
	pauses := []time.Duration{
		10 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 0,
	}
	return pauses[min(attempt, len(pauses))-1]
}

// deliver sends the letters of a channel that are due, until there is none. One
// that is under way comes to its end even when ctx ends, so that it need not be
// sent again.
func (p *postman) deliver(ctx context.Context, on skill.Channel) error {
	way := p.ways[on]
	if way == nil {
		return nil
	}
	for ctx.Err() == nil {
		l, job, ok, err := p.store.ClaimLetter(ctx, letterLength, on)
		if !ok {
			return err
		}
		ctx := context.WithoutCancel(ctx)
		var to skill.Private
		if err == nil {
			to, err = p.send(ctx, way, l)
		}
		if err := p.note(ctx, job, to, err); err != nil {
			return err
		}
	}
	return nil
}

// send looks up where the letter goes, and sends it there.
func (p *postman) send(ctx context.Context, way post.Carrier, l store.Letter) (to skill.Private, err error) {
	to, err = p.address(ctx, l)
	if err != nil {
		return to, err
	}
	if to.IsZero() {
		return to, skill.Fail(skill.Invalid, "letter.no_address")
	}
	return to, way.Send(ctx, written(l, to))
}

// note ends the letter, lets it rest until the next attempt, or gives it up.
// Where another postman has taken it up meanwhile, it is his.
func (p *postman) note(ctx context.Context, job store.Job, to skill.Private, fault error) error {
	var rest time.Duration
	if fault != nil && !post.Lasting(fault) {
		rest = letterPause(job.Attempt)
	}
	err := p.store.Update(ctx, store.By{Actor: skill.Program("/")}, func(tx *store.Tx) error {
		if fault == nil {
			return tx.Sent(ctx, &job, to)
		}
		return tx.Fail(ctx, &job, skill.ReasonOf(fault), rest)
	})
	if fault != nil {
		p.log.WarnContext(ctx, "letter", "letter", job.ID, "kind", job.Kind, "attempt", job.Attempt, "again", rest.String(), "error", fault.Error())
	}
	if skill.ReasonOf(err) == "job.lost" {
		return nil
	}
	return err
}

// written is the letter in its reader's language.
func written(l store.Letter, to skill.Private) post.Message {
	lang := locale.Lang(l.Lang)
	if !slices.Contains(locale.Langs(), lang) {
		lang = locale.Zh
	}
	words := skill.Args{"at": l.Posted.In(day.Shanghai).Format("2006-01-02 15:04")}
	if l.Kind.Coded() {
		minutes := math.Ceil(l.Expires.Sub(l.Posted).Minutes())
		words = skill.Args{"code": l.Code.Reveal(), "minutes": strconv.Itoa(int(minutes))}
	}
	key := "message." + string(l.Kind)
	return post.Message{
		ID: l.ID, Channel: l.Channel, Kind: l.Kind, Lang: string(lang), To: to, Words: words,
		Subject: locale.Text(lang, key+".subject", words), Text: locale.Text(lang, key+".text", words),
	}
}

// postman is the world's, with the ways that there are.
func (w *world) postman(ways map[skill.Channel]post.Carrier) *postman {
	return &postman{store: w.store, ways: ways, address: w.addressOf, log: w.log}
}

// addressOf looks up where a letter goes.
func (w *world) addressOf(ctx context.Context, l store.Letter) (skill.Private, error) {
	to, err := w.store.AddressOf(ctx, l)
	return to.Address, err
}

// letterBox is what those who run the server see of the outbox.
func (w *world) letterBox(of func(pending, failed int64) int64) func() float64 {
	return func() float64 {
		ctx, stop := context.WithTimeout(context.Background(), time.Second)
		defer stop()
		pending, failed, err := w.store.Letters(ctx, w.env.now().Add(-forgetAfter))
		if err != nil {
			return -1
		}
		return float64(of(pending, failed))
	}
}
