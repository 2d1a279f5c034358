package bench

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"assay/attest"
	"assay/internal/testdb"
	"assay/ledger"
	"assay/office/issuance"
	"assay/reference"
	"assay/rule/likeness"
	"assay/skill"
	"assay/store"
)

// A worker of the torture is this program started again with these variables.
const (
	tortureAddress = "ASSAY_TORTURE_ADDRESS" // of the database
	tortureClock   = "ASSAY_TORTURE_CLOCK"   // what time it is when the worker begins
	tortureHead    = "ASSAY_TORTURE_HEAD"    // person who issues
	torturePath    = "ASSAY_TORTURE_PATH"    // their organisation
)

const (
	issuers   = 6  // goroutines of a worker that issue at once
	orderSize = 15 // drafts of one order
)

// An issuer is a process that does what the server does when its head has said
// issue: it signs what an earlier one left, issues the drafts there are and
// sequences the logs. It says on standard output what it acknowledges:
//
//	ack ID       the certificate was issued
//	number ID N  and has this number
//	resumed N    so many were signed that an earlier worker had numbered
//	failed WHY   an order failed while the database was away
//	down         it has heard that the database goes away
//
// On standard input it is told "down" and "up", so that it knows when it may try
// again; the end of the input ends it.
type issuer struct {
	store *store.Store
	desk  *issuance.Desk
	by    store.By
	gate  gate

	mu  sync.Mutex
	out io.Writer
}

// tortureWorker is the worker's main; its status is the process's.
func tortureWorker() int {
	err := work(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		return 1
	}
	return 0
}

func work(ctx context.Context) error {
	from, err := time.Parse(time.RFC3339, os.Getenv(tortureClock))
	if err != nil {
		return err
	}
	s, err := openAt(ctx, os.Getenv(tortureAddress), from)
	if err != nil {
		return err
	}
	person, path := skill.PersonID(os.Getenv(tortureHead)), skill.OrgPath(os.Getenv(torturePath))
	actor := skill.Actor{Person: person, Strong: true, Grants: []skill.Grant{{Person: person, Role: skill.RoleHead, Path: path}}}
	w := &issuer{store: s, desk: deskOf(s, nil), by: store.By{Actor: actor}, out: os.Stdout}
	w.desk.Rand = rand.Reader
	go w.listen(os.Stdin)
	return errors.Join(w.run(ctx), s.Close())
}

// openAt opens a database with the keys of every test, by a clock that goes on
// from a given time.
func openAt(ctx context.Context, address string, from time.Time) (*store.Store, error) {
	keys, err := attest.NewKeys(testdb.NewRand(1), testdb.Start.AddDate(0, -1, 0), false)
	if err != nil {
		return nil, err
	}
	ring, err := attest.NewRing(keys...)
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	return store.Open(ctx, store.Config{
		DB: address, Keys: ring, Now: func() time.Time { return from.Add(time.Since(begin)) },
		Rand: rand.Reader, SortKey: strings.ToLower, Names: likeness.New(reference.NameWords()), Migrate: true,
	})
}

// run signs what was left, issues what is there, and places what was logged.
func (w *issuer) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	logs := sequencer(w.store, fmt.Sprint("worker ", os.Getpid()), func(error) {})
	sequenced := make(chan error, 1)
	ticks := time.NewTicker(20 * time.Millisecond)
	defer ticks.Stop()
	go func() { sequenced <- logs.Run(ctx, ticks.C) }()
	err := w.gate.patiently(func() error {
		n, err := w.desk.Resume(ctx, store.By{Actor: skill.Program("/")})
		w.say("resumed %d", n.Issued)
		return err
	})
	if err != nil {
		return err
	}
	if err := w.issueAll(ctx); err != nil {
		return err
	}
	stop()
	if err := <-sequenced; err != nil {
		return err
	}
	return w.gate.patiently(func() error { return placeAll(logs) })
}

// placeAll sequences until nothing is pending.
func placeAll(logs *ledger.Sequencer) error {
	for {
		n, err := logs.Step(context.Background())
		if err != nil || n == 0 {
			return err
		}
	}
}

// issueAll hands the drafts to the issuers in small orders.
func (w *issuer) issueAll(ctx context.Context) error {
	var drafts []skill.Certificate
	err := w.gate.patiently(func() (err error) {
		drafts, err = store.List(ctx, w.store.Unscoped(), store.Certificates{Status: []skill.CertificateStatus{skill.CertificatePrepared}}, store.Everything)
		return err
	})
	orders := make(chan []skill.CertificateID, len(drafts))
	for len(drafts) > 0 {
		n := min(orderSize, len(drafts))
		var ids []skill.CertificateID
		for _, c := range drafts[:n] {
			ids = append(ids, c.ID)
		}
		orders <- ids
		drafts = drafts[n:]
	}
	close(orders)
	errs := make([]error, issuers)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			for ids := range orders {
				if errs[i] = w.issue(ctx, ids); errs[i] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(append(errs, err)...)
}

// issue carries out one order, as often as the database makes it fail, and
// acknowledges what it did.
func (w *issuer) issue(ctx context.Context, ids []skill.CertificateID) error {
	var done issuance.Issued
	err := w.gate.patiently(func() (err error) {
		done, err = w.desk.Issue(ctx, w.by, issuance.Order{IDs: ids}, nil)
		if err != nil {
			w.say("failed %v", skill.ReasonOf(err))
		}
		return err
	})
	if err != nil {
		return err
	}
	if done.Issued == len(ids) {
		for _, id := range ids {
			w.say("ack %s", id)
		}
	}
	var certs []skill.Certificate
	err = w.gate.patiently(func() (err error) {
		certs, err = store.List(ctx, w.store.Unscoped(), store.Certificates{IDs: ids}, store.Everything)
		return err
	})
	for _, c := range certs {
		if c.InForce() {
			w.say("number %s %s", c.ID, c.Number)
		}
	}
	return err
}

// say writes a line at once: what was said before a kill stays said.
func (w *issuer) say(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fmt.Fprintf(w.out, format+"\n", args...)
}

// listen does what standard input says.
func (w *issuer) listen(in io.Reader) {
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if lines.Text() == "up" {
			w.gate.open()
			continue
		}
		w.gate.shut()
		w.say("down")
	}
	os.Exit(2) // whoever started us is gone
}

// A gate is closed while the database is away.
type gate struct {
	mu     sync.Mutex
	up     chan struct{} // nil while open, else closed when it opens
	closed bool          // it was ever closed
}

// shut closes the gate, open opens it.
func (g *gate) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.up, g.closed = make(chan struct{}), true
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.up)
	g.up = nil
}

// wait passes when the gate is open and says whether it ever was closed.
func (g *gate) wait() bool {
	g.mu.Lock()
	up, closed := g.up, g.closed
	g.mu.Unlock()
	if up != nil {
		<-up
	}
	return closed
}

// patience is how often something may fail after the database was away: each
// connection of the pool may have died with it.
const patience = 100

// patiently does something again while it fails because the database is or was
// away. Where it never was, a failure is a fault.
func (g *gate) patiently(do func() error) (err error) {
	for range patience {
		if err = do(); err == nil {
			return nil
		}
		if !g.wait() {
			return err
		}
	}
	return err
}
