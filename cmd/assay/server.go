package main

import (
	"context"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"assay/api"
	"assay/internal/httpx"
	"assay/ledger"
	"assay/locale"
	"assay/office/examination"
	"assay/post"
	"assay/reference"
	"assay/skill"
	"assay/store"
	"assay/web"
	"assay/web/provider"
)

// A serving is how a world is put on the network.
type serving struct {
	addr      string
	machine   func() time.Time // the machine's own clock
	contact   string           // whom to tell of a doubt
	elsewhere string           // host of the national query
	proxies   []netip.Prefix   // believed for the asker's address
	provider  *provider.Provider
	ways      map[skill.Channel]post.Carrier
	ready     func(addr string)
}

const (
	sequenceEvery = 300 * time.Millisecond
	jobEvery      = time.Second
	letterEvery   = time.Second
	resumeEvery   = 10 * time.Second
	departEvery   = time.Minute
	forgetEvery   = time.Hour
	// forgetAfter is how long questions, counts of failures and idempotency keys
	// are remembered.
	forgetAfter = 72 * time.Hour
	// forgetLetters is how long people can list what was sent to them.
	forgetLetters = 90 * 24 * time.Hour
	retryPause    = 10 * time.Second // between attempts at a job, for each it had
	retryMost     = 6
	// Public checks of one network, a minute and at once, before a question comes
	// first.
	checksAMinute = 60
	checksAtOnce  = 30
	// Questions to the public register, of one network, pages and programs together.
	lookupsAMinute = 120
	lookupsAtOnce  = 60
	// Forms that sign in or change an account, of one network: a school signs in
	// from one address.
	formsAMinute = 120
	formsAtOnce  = 60
)

// A server is a world on the network, with what goes on behind it.
type server struct {
	*world
	serving
	lookups *httpx.Limiter
	forms   *httpx.Limiter // one count for pages and programs
	wake    chan struct{}  // a job was left
	broken  atomic.Bool    // the sequencer found that the logs contradict themselves
	busy    sync.WaitGroup
}

// serve answers until ctx ends; then what is under way comes to its end.
func (w *world) serve(ctx context.Context, s serving) error {
	v := &server{world: w, serving: s, wake: make(chan struct{}, 1), lookups: httpx.NewLimiter(lookupsAMinute, lookupsAtOnce), forms: httpx.NewLimiter(formsAMinute, formsAtOnce)}
	mux, watch := api.NewMux(), v.watch()
	a, err := api.New(v.desks())
	if err != nil {
		return err
	}
	site, err := v.site()
	if err != nil {
		return err
	}
	a.Routes(mux)
	watch.Routes(mux)
	site.Routes(mux)
	front := httpx.Front{Log: w.log, Now: s.machine, NewID: v.newID, Proxies: s.proxies, Fail: api.Failing(site.Fail), Observe: watch.Observe}
	on, err := net.Listen("tcp", s.addr)
	if err != nil {
		return err
	}
	behind, stop := context.WithCancel(context.WithoutCancel(ctx))
	// The first step takes the lease, or finds that another process works.
	if _, err := v.sequencer.Step(ctx); err != nil && skill.CodeOf(err) != skill.Conflict {
		w.log.ErrorContext(ctx, "sequencer", "error", err.Error())
	}
	v.behind(behind)
	if s.ready != nil {
		s.ready(on.Addr().String())
	}
	err = api.Serve(ctx, on, front.Wrap(mux), w.log)
	stop()
	v.busy.Wait()
	return err
}

func (v *server) desks() api.Desks {
	return api.Desks{
		Store: v.store, Files: v.files, Identity: v.identity, Accreditation: v.accreditation, Examination: v.examination,
		Admission: v.admission, Marking: v.marking, Issuance: v.issuance, Oversight: v.oversight, Privacy: v.privacy, Catalogue: v.works, Schemes: v.schemes, Fonts: v.fonts,
		Tree: v.oversight.Tree, Page: v.page,
		Log: v.log, Now: v.env.now, Machine: v.machine, Wake: v.nudge, Version: version(),
		Questions: v.registry.Questions, Host: v.paper.Host, Registry: v.registry, Places: reference.Places(), Lookups: v.lookups, Forms: v.forms,
	}
}

func (v *server) site() (*web.Site, error) {
	secret, err := v.keys.Session("web")
	if err != nil {
		return nil, err
	}
	return web.New(web.Config{
		Desk: v.registry, Identity: v.identity, Marking: v.marking, Issuance: v.issuance, Admission: v.admission, Privacy: v.privacy, Examination: v.examination, Ticket: v.ticket, Sets: reference.ConditionSet, Host: v.paper.Host, Log: v.log, Now: v.env.now, Secret: secret,
		Limiter: httpx.NewLimiter(checksAMinute, checksAtOnce), Forms: v.forms,
		Lookups: v.lookups, Works: v.works, Places: reference.Places(), Fonts: v.fonts,
		Contact: v.contact, Elsewhere: v.elsewhere, Bodies: v.paper.BodyURL, Demo: v.demo, Notice: v.privacy.Notice, Provider: v.serving.provider,
	})
}

// ticket prints one, as the API does.
func (v *server) ticket(ctx context.Context, c examination.Called) ([]byte, error) {
	return v.papers(v.env.now).Tickets(ctx, c)
}

// watch says what must work: database, keys, sequencer.
func (v *server) watch() *api.Watch {
	w := api.NewWatch(
		api.Check{Name: "database", Run: func(ctx context.Context) error {
			_, err := v.store.LogSize(ctx, store.CertificateLog)
			return err
		}},
		api.Check{Name: "keys", Run: func(context.Context) error {
			_, err := v.keys.Session("ready")
			return err
		}},
		api.Check{Name: "sequencer", Run: v.sequences},
	)
	w.Gauge("assay_query_log_lost_total", "Lines of the public's query log that could not be written.", func() float64 { return float64(v.registry.Journal.Lost()) })
	w.Gauge("assay_log_size", "Entries of the public log that have a place.", func() float64 {
		ctx, stop := context.WithTimeout(context.Background(), time.Second)
		defer stop()
		n, err := v.store.LogSize(ctx, store.CertificateLog)
		if err != nil {
			return -1
		}
		return float64(n)
	})
	w.Gauge("assay_letters_pending", "Messages that wait or are on their way.", v.letterBox(func(pending, _ int64) int64 { return pending }))
	w.Gauge("assay_letters_failed", "Messages given up within the last 72 hours.", v.letterBox(func(_, failed int64) int64 { return failed }))
	return w
}

// errIdle says that nobody gives entries their places.
var errIdle = errors.New("no sequencer works")

// sequences tells whether some process gives entries their places.
func (v *server) sequences(ctx context.Context) error {
	until, err := ledger.HeldUntil(ctx, v.store)
	if err == nil && (v.broken.Load() || v.env.now().After(until)) {
		err = errIdle
	}
	return err
}

// newID draws the id of a request.
func (v *server) newID() string {
	var b [6]byte
	_, _ = v.env.rand.Read(b[:]) // an id that repeats harms nobody
	return hex.EncodeToString(b[:])
}

// nudge wakes the worker; it never waits.
func (v *server) nudge() {
	select {
	case v.wake <- struct{}{}:
	default:
	}
}

// behind starts what goes on behind the answers, until ctx ends.
func (v *server) behind(ctx context.Context) {
	v.busy.Go(func() { v.registry.Journal.Run(ctx) })
	v.busy.Go(func() { v.sequenceOn(ctx) })
	v.busy.Go(func() { v.index(ctx) })
	v.busy.Go(func() { v.every(ctx, jobEvery, v.wake, "jobs", v.jobs) })
	v.busy.Go(func() { v.every(ctx, resumeEvery, nil, "resume", v.resume) })
	v.busy.Go(func() { v.every(ctx, resumeEvery, nil, "expired letters", v.store.ExpireLetters) })
	man := v.postman(v.ways)
	for _, c := range skill.Channels() {
		if v.ways[c] == nil {
			v.log.WarnContext(ctx, "no way is set up: messages wait, see assay serve --help", "channel", c)
			continue
		}
		v.busy.Go(func() {
			v.every(ctx, letterEvery, nil, "letters", func(ctx context.Context) error { return man.deliver(ctx, c) })
		})
	}
	v.busy.Go(func() { v.every(ctx, departEvery, nil, "depart", v.depart) })
	v.busy.Go(func() { v.every(ctx, forgetEvery, nil, "forget", v.forget) })
}

// every runs do at once, at every tick and at every call, and logs what fails.
func (v *server) every(ctx context.Context, length time.Duration, call <-chan struct{}, name string, do func(context.Context) error) {
	tick := time.NewTicker(length)
	defer tick.Stop()
	for {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			v.log.ErrorContext(ctx, "behind the answers", "work", name, "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-call:
		}
	}
}

// index enters in the register what an earlier program filed, or found by other
// words.
func (v *server) index(ctx context.Context) {
	n, err := v.store.IndexBodies(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		v.log.ErrorContext(ctx, "behind the answers", "work", "index", "error", err.Error())
	case n > 0:
		v.log.InfoContext(ctx, "register", "bodies", n)
	}
}

func (v *server) sequenceOn(ctx context.Context) {
	tick := time.NewTicker(sequenceEvery)
	defer tick.Stop()
	if err := v.sequencer.Run(ctx, tick.C); err != nil {
		v.broken.Store(true)
		v.log.ErrorContext(ctx, "the logs contradict themselves: run assay fsck", "error", err.Error())
	}
}

// jobs does what is due. A job that fails is begun again later; one that is
// broken off by the server's end is due at once.
func (v *server) jobs(ctx context.Context) error {
	for ctx.Err() == nil {
		job, ok, err := v.store.ClaimJob(ctx, jobLength, jobKinds()...)
		if err != nil || !ok {
			return err
		}
		if err := v.do(ctx, &job); err != nil {
			if err := errors.Join(err, v.again(ctx, job, err)); err != nil && ctx.Err() == nil {
				v.log.ErrorContext(ctx, "job", "kind", job.Kind, "job", job.ID, "attempt", job.Attempt, "error", err.Error())
			}
		}
	}
	return nil
}

func (v *server) again(ctx context.Context, job store.Job, fault error) error {
	pause := time.Duration(min(job.Attempt, retryMost)) * retryPause
	if ctx.Err() != nil {
		pause = time.Millisecond
	}
	return v.store.Update(context.WithoutCancel(ctx), store.By{Actor: skill.Program(job.Path)}, func(tx *store.Tx) error {
		return tx.Fail(ctx, &job, skill.ReasonOf(fault), pause)
	})
}

// resume ends what a crash between the two transactions of issuing left behind.
func (v *server) resume(ctx context.Context) error {
	n, err := v.issuance.Resume(ctx, store.By{Actor: skill.Program("/")})
	if n.Issued+len(n.Void) > 0 {
		v.log.InfoContext(ctx, "resumed", "issued", n.Issued, "void", len(n.Void))
	}
	return err
}

// depart takes the bodies off the register whose day of leaving has come, and
// plans out of the hands of those whose filing is over.
func (v *server) depart(ctx context.Context) error {
	by := store.By{Actor: skill.Program("/")}
	n, err := v.accreditation.Depart(ctx, by)
	if n > 0 {
		v.log.InfoContext(ctx, "bodies departed", "bodies", n)
	}
	if err != nil {
		return err
	}
	if n, err = v.accreditation.Expire(ctx, by); n > 0 {
		v.log.InfoContext(ctx, "filings over", "bodies", n)
	}
	return err
}

func (v *server) forget(ctx context.Context) error {
	return v.store.Forget(ctx, v.env.now().Add(-forgetAfter), v.env.now().Add(-forgetLetters))
}

// logTo is the program's log: one JSON object a line, nothing personal.
func logTo(e *env, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(e.stderr, &slog.HandlerOptions{Level: level}))
}

// listening tells the person at the terminal where.
func (e *env) listening(lang locale.Lang) func(string) {
	return func(addr string) { e.tell(lang, "serve.listening", skill.Args{"url": "http://" + addr}) }
}
