package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/internal/testdb"
	"assay/locale"
	"assay/post"
	"assay/skill"
	"assay/store"
)

// A carrier of a test: it answers as the test says, and keeps what was sent.
type carrierFunc func(context.Context, post.Message) error

func (f carrierFunc) Send(ctx context.Context, m post.Message) error { return f(ctx, m) }

// A round is a postman at work with everything that he says.
type round struct {
	*postman
	t     *testing.T
	clock *testdb.Clock
	sent  []post.Message
	fails error // what the carrier answers
	log   *lockedBuffer
}

func newRound(t *testing.T, s *store.Store, clock *testdb.Clock) *round {
	r := &round{t: t, clock: clock, log: &lockedBuffer{}}
	carry := carrierFunc(func(_ context.Context, m post.Message) error {
		if r.fails == nil {
			r.sent = append(r.sent, m)
		}
		return r.fails
	})
	r.postman = &postman{
		store: s, log: slog.New(slog.NewJSONHandler(r.log, nil)),
		ways:    map[skill.Channel]post.Carrier{skill.BySMS: carry},
		address: func(context.Context, store.Letter) (skill.Private, error) { return skill.Keep("19900000001"), nil },
	}
	return r
}

// post puts a code for a sign-in into the outbox, which holds for some time.
func (r *round) post(holds time.Duration) (id string) {
	r.t.Helper()
	testdb.Update(r.t, r.store, func(ctx context.Context, tx *store.Tx) (err error) {
		id, err = tx.Post(ctx, store.Letter{
			Kind: skill.LetterCode, Channel: skill.BySMS, Lang: "zh", Account: "a-1", Code: skill.Keep("837465"), Expires: tx.Now.Add(holds),
		})
		return err
	})
	return id
}

// deliver is one round, after which so many messages were sent in all.
func (r *round) deliver(sent int) {
	r.t.Helper()
	if err := r.postman.deliver(r.t.Context(), skill.BySMS); err != nil {
		r.t.Fatal(err)
	}
	if len(r.sent) != sent {
		r.t.Fatalf("%d messages were sent, want %d", len(r.sent), sent)
	}
}

func (r *round) letters(pending, failed int64) {
	r.t.Helper()
	p, f, err := r.store.Letters(r.t.Context(), time.Time{})
	if err != nil || p != pending || f != failed {
		r.t.Errorf("%d pending and %d failed, want %d and %d: %v", p, f, pending, failed, err)
	}
}

func TestALetterLeavesOnce(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		r := newRound(t, open(), clock)
		id := r.post(5 * time.Minute)
		r.deliver(1)
		r.deliver(1)
		r.letters(0, 0)
		m := r.sent[0]
		if m.ID != id || m.Channel != skill.BySMS || m.Kind != skill.LetterCode || m.To.Reveal() != "19900000001" || m.Words["code"] != "837465" {
			t.Errorf("%+v", m)
		}
		if want := "您的登录验证码是 837465，5 分钟内有效。"; !strings.HasPrefix(m.Text, want) {
			t.Error(m.Text)
		}
	})
}

// Every kind of letter has its words in both languages, with nothing left open
// and its code where it has one.
func TestEveryLetterIsWritten(t *testing.T) {
	posted := testdb.Start
	for _, kind := range skill.LetterKinds() {
		for _, lang := range append(locale.Langs(), "fr") {
			l := store.Letter{ID: "l-1", Kind: kind, Channel: skill.ByMail, Lang: string(lang), Posted: posted}
			want := "2026-11-20 09:00"
			if kind.Coded() {
				l.Code, l.Expires, want = skill.Keep("837465"), posted.Add(4*time.Minute+time.Second), "837465"
			}
			m := written(l, skill.Keep("li@example.org"))
			if strings.ContainsAny(m.Subject+m.Text, "{}") || strings.HasPrefix(m.Subject, "message.") || strings.HasPrefix(m.Text, "message.") {
				t.Errorf("%s %s: %s: %s", lang, kind, m.Subject, m.Text)
			}
			if !strings.Contains(m.Text, want) || (kind.Coded() && !strings.Contains(m.Text, "5 ")) {
				t.Errorf("%s %s lacks %s or how long it holds: %s", lang, kind, want, m.Text)
			}
			if lang == "fr" && (m.Lang != "zh" || m.Text != written(store.Letter{Kind: kind, Lang: "zh", Code: l.Code, Expires: l.Expires, Posted: posted}, m.To).Text) {
				t.Errorf("a language that nobody wrote: %s", m.Text)
			}
		}
	}
}

// What may pass is tried again after growing pauses, and given up after the
// ninth time with its reason.
func TestALetterIsTriedAgain(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		r := newRound(t, open(), clock)
		id := r.post(24 * time.Hour)
		r.fails = skill.Fail(skill.TooMany, "post.deferred", "status", "451")
		rests := []time.Duration{10 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour}
		for n, rest := range rests {
			r.deliver(0)
			clock.Step(rest - time.Millisecond)
			r.deliver(0) // not yet due
			r.letters(1, 0)
			if j := r.job(id); j.Attempt != n+1 || j.State != store.JobWaiting || j.Fault != "post.deferred" {
				t.Errorf("after attempt %d: %+v", n+1, j)
			}
			clock.Step(time.Millisecond)
		}
		r.deliver(0)
		r.letters(0, 1)
		if j := r.job(id); j.Attempt != 9 || j.State != store.JobFailed || j.Fault != "post.deferred" {
			t.Errorf("at the end: %+v", j)
		}
		r.discreet()
	})
}

func (r *round) job(id string) store.Job {
	r.t.Helper()
	j, err := r.store.Unscoped().Job(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return j
}

// discreet: the log tells which letter and why, neither address nor text.
func (r *round) discreet() {
	r.t.Helper()
	log := r.log.String()
	if !strings.Contains(log, "post.deferred") || strings.Contains(log, "19900000001") || strings.Contains(log, "837465") {
		r.t.Errorf("the log says too little or too much: %s", log)
	}
}

func TestALetterThatPassesInTheEnd(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		r := newRound(t, open(), clock)
		r.post(5 * time.Minute)
		r.fails = skill.Fail(skill.Unauthenticated, "post.login", "status", "535") // the operator mends it
		r.deliver(0)
		r.fails = nil
		clock.Step(10 * time.Second)
		r.deliver(1)
		r.letters(0, 0)
	})
}

func TestALetterThatIsRefusedForGood(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		r := newRound(t, open(), clock)
		for _, fault := range []error{skill.Fail(skill.Invalid, "post.address", "status", "550"), skill.Fail(skill.Denied, "post.refused", "status", "554")} {
			id := r.post(time.Hour)
			r.fails = fault
			r.deliver(0)
			if j := r.job(id); j.Attempt != 1 || j.State != store.JobFailed || j.Fault != skill.ReasonOf(fault) {
				t.Errorf("%+v", j)
			}
		}
		r.fails = nil
		id := r.post(time.Hour)
		r.address = func(context.Context, store.Letter) (skill.Private, error) { return skill.Private{}, nil }
		r.deliver(0)
		if j := r.job(id); j.State != store.JobFailed || j.Fault != "letter.no_address" {
			t.Errorf("%+v", j)
		}
		r.letters(0, 3)
	})
}

func TestNoWay(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		r := newRound(t, open(), clock)
		r.ways = nil
		r.post(5 * time.Minute)
		r.deliver(0)
		r.letters(1, 0)
		clock.Step(5 * time.Minute)
		if err := r.store.ExpireLetters(t.Context()); err != nil {
			t.Error(err)
		}
		r.letters(0, 1)
	})
}

// A process that dies between sending and noting it leaves a letter that is sent
// again under the same id, once its time is over: at least once is promised.
func TestALetterAfterAKill(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		killed, next := newRound(t, open(), clock), newRound(t, open(), clock)
		id := killed.post(time.Hour)
		killed.ways[skill.BySMS] = carrierFunc(func(_ context.Context, m post.Message) error {
			killed.sent = append(killed.sent, m)
			panic("killed")
		})
		func() {
			defer func() {
				if recover() == nil {
					t.Error("nobody was killed")
				}
			}()
			_ = killed.postman.deliver(t.Context(), skill.BySMS)
		}()
		next.deliver(0) // it is still in the other's hands
		clock.Step(letterLength)
		next.deliver(1)
		next.letters(0, 0)
		if killed.sent[0].ID != id || next.sent[0].ID != id {
			t.Errorf("%s, %s and %s", id, killed.sent[0].ID, next.sent[0].ID)
		}
	})
}

// One who was so slow that another took his letter up changes nothing of it.
func TestASlowPostman(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		slow, other := newRound(t, open(), clock), newRound(t, open(), clock)
		id := slow.post(time.Hour)
		slow.ways[skill.BySMS] = carrierFunc(func(context.Context, post.Message) error {
			clock.Step(letterLength)
			other.deliver(1)
			return skill.Fail(skill.Denied, "post.refused", "status", "554")
		})
		slow.deliver(0)
		if j := slow.job(id); j.State != store.JobDone || j.Attempt != 2 || j.Fault != "" {
			t.Errorf("%+v", j)
		}
	})
}

// A server that is told to end does not break off a message.
func TestALetterUnderWayIsFinished(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		r := newRound(t, open(), clock)
		r.post(time.Hour)
		r.post(time.Hour)
		ctx, end := context.WithCancel(t.Context())
		r.ways[skill.BySMS] = carrierFunc(func(ctx context.Context, _ post.Message) error {
			end()
			return ctx.Err()
		})
		if err := r.postman.deliver(ctx, skill.BySMS); err != nil {
			t.Error(err)
		}
		r.letters(1, 0)
	})
}

func TestTwoPostmen(t *testing.T) {
	testdb.EachWith(t, func(t *testing.T, open func() *store.Store, clock *testdb.Clock) {
		const letters = 40
		var mu sync.Mutex
		times := map[string]int{}
		count := carrierFunc(func(_ context.Context, m post.Message) error {
			mu.Lock()
			defer mu.Unlock()
			times[m.ID]++
			return nil
		})
		men := []*round{newRound(t, open(), clock), newRound(t, open(), clock)}
		for range letters {
			men[0].post(time.Hour)
		}
		var all sync.WaitGroup
		for _, man := range men {
			man.ways[skill.BySMS] = count
			all.Go(func() {
				if err := man.postman.deliver(t.Context(), skill.BySMS); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for id, n := range times {
			if n != 1 {
				t.Errorf("letter %s was sent %d times", id, n)
			}
		}
		if len(times) != letters {
			t.Errorf("%d letters were sent, want %d", len(times), letters)
		}
		men[0].letters(0, 0)
	})
}

// The server sends what is posted to a person's telephone, says what waits, and
// says once that there is no way for mail.
func TestServeSendsLetters(t *testing.T) {
	h := newPremises(t)
	w := h.world()
	p := testdb.Born(7)
	testdb.Update(t, w.store, func(ctx context.Context, tx *store.Tx) error {
		p.ID = skill.PersonID(tx.NewID())
		if err := store.Add(ctx, tx, &p); err != nil {
			return err
		}
		for _, on := range skill.Channels() {
			if _, err := tx.Post(ctx, store.Letter{Kind: skill.LetterFrozen, Channel: on, Lang: "en", Person: p.ID}); err != nil {
				return err
			}
		}
		return nil
	})
	sent := make(chan post.Message, 2)
	ways := map[skill.Channel]post.Carrier{skill.BySMS: carrierFunc(func(_ context.Context, m post.Message) error { sent <- m; return nil })}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	at, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- w.serve(ctx, serving{addr: "127.0.0.1:0", machine: time.Now, ways: ways, ready: func(addr string) { at <- addr }})
	}()
	addr, m := <-at, <-sent
	if m.To.Reveal() != p.Phone.Reveal() || m.Subject != "Your account is frozen" {
		t.Errorf("%+v", m)
	}
	if got := fetch(t, addr, "/metrics"); !strings.Contains(got, "assay_letters_failed 0") || !strings.Contains(got, "assay_letters_pending ") {
		t.Error(got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if pending, failed, err := w.store.Letters(t.Context(), time.Time{}); pending != 1 || failed != 0 || err != nil {
		t.Errorf("%d pending, %d failed, %v", pending, failed, err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	log := h.log.String()
	if strings.Count(log, "no way is set up") != 1 || !strings.Contains(log, `"channel":"mail"`) {
		t.Error(log)
	}
}

// Whom a letter to a person without an account reaches.
func TestAddressOfAPerson(t *testing.T) {
	h := newPremises(t)
	w := h.world()
	defer w.Close()
	p := testdb.Born(7)
	testdb.Update(t, w.store, func(ctx context.Context, tx *store.Tx) error {
		p.ID = skill.PersonID(tx.NewID())
		return store.Add(ctx, tx, &p)
	})
	for name, c := range map[string]struct {
		letter store.Letter
		want   string
	}{
		"by a short message": {store.Letter{Person: p.ID, Channel: skill.BySMS}, p.Phone.Reveal()},
		"by mail":            {store.Letter{Person: p.ID, Channel: skill.ByMail}, ""},
	} {
		if got, err := w.addressOf(t.Context(), c.letter); err != nil || got.Reveal() != c.want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if _, err := w.addressOf(t.Context(), store.Letter{Person: "nobody", Channel: skill.BySMS}); skill.CodeOf(err) != skill.NotFound {
		t.Error(err)
	}
}

func TestOutlets(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key, short := file("key", strings.Repeat("k", post.MinKey)+"\n"), file("short", strings.Repeat("k", post.MinKey-1)+"\n")
	mail := outlets{Mail: "smtp://noreply@example.org@mail.example.org", MailPassword: file("password", "open sesame\n")}
	spool := filepath.Join(dir, "spool")
	for name, c := range map[string]struct {
		outlets
		ways, reason string
	}{
		"none":                         {outlets{}, "", ""},
		"mail":                         {mail, "mail *post.Mail", ""},
		"mail whose password is away":  {outlets{Mail: mail.Mail, MailPassword: filepath.Join(dir, "none")}, "", "post.file"},
		"mail without a sender":        {outlets{Mail: "smtp://mail.example.org"}, "", "post.sender"},
		"mail from a name":             {outlets{Mail: "smtp://mail.example.org", MailFrom: "样例中心 <noreply@example.org>"}, "mail *post.Mail", ""},
		"short messages":               {outlets{SMS: "https://sms.example.org", SMSKey: key}, "sms *post.SMS", ""},
		"short messages, no key":       {outlets{SMS: "https://sms.example.org"}, "", "post.key"},
		"short messages, a short key":  {outlets{SMS: "https://sms.example.org", SMSKey: short}, "", "post.key"},
		"short messages, open to all":  {outlets{SMS: "http://sms.example.org", SMSKey: key}, "", "post.insecure"},
		"a spool":                      {outlets{Spool: spool}, "mail *post.Spool, sms *post.Spool", ""},
		"mail, a spool for other ways": {outlets{Mail: mail.Mail, Spool: spool}, "mail *post.Mail, sms *post.Spool", ""},
		"a spool where a file lies":    {outlets{Spool: key}, "", "internal"},
	} {
		w, err := c.outlets.ways(&env{now: testdb.NewClock().Now})
		if skill.ReasonOf(err) != c.reason {
			t.Errorf("%s: %v, want %q", name, err, c.reason)
		}
		var got []string
		for _, on := range skill.Channels() {
			if way := w.to[on]; way != nil && err == nil {
				got = append(got, fmt.Sprintf("%s %T", on, way))
			}
		}
		if strings.Join(got, ", ") != c.ways || (w.spool != nil) != strings.Contains(c.ways, "Spool") {
			t.Errorf("%s: %v, %v", name, got, w.spool)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The command reads its ways from flags or the environment, and says what is
// wrong with them.
func TestServeWithoutAGoodWay(t *testing.T) {
	h := newPremises(t)
	h.refused(2, "must not stand in its address", "serve", "--data", h.Data, "--lang", "en", "--mail", "smtp://a:b@mail.example.org")
	t.Setenv("ASSAY_SMS", "http://sms.example.org")
	h.refused(2, "not encrypted", "serve", "--data", h.Data, "--lang", "en")
}
