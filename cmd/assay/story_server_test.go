package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/internal/scenario"
	"assay/internal/testdb"
	"assay/office/issuance"
)

// The whole line, told as stories against the whole server, on either engine.
func TestStoriesOfTheLine(t *testing.T) {
	files, err := filepath.Glob(stories + "line-*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			for _, file := range files {
				t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
					b := &bench{teller: newTeller(), people: map[string]*member{}, numbers: map[string]string{}}
					if engine == "postgres" {
						b.db = testdb.Postgres(t)
					}
					scenario.Play(t, file, b.verbs(), *update)
				})
			}
		})
	}
}

// A bench is an installation with everybody who acts on it in a story.
type bench struct {
	*teller
	people  map[string]*member
	numbers map[string]string // document numbers by the names on the story's lists
	acting  *member           // nil: nobody
	shown   int               // documents that staff have shown
	from    string
	served  *served
	last    []byte // the last answer that is a file
}

// A member of staff, whose token lives for tokenDays.
type member struct {
	id, token string
	made      time.Time
	cookies   map[string]string // of a browser, who has no token
	secret    string            // of an authenticator
	number    string            // of the passport that was shown
	born      string
}

const tokenDays = 80

// Those whom every installation begins with.
const (
	approver = "样例审批" // the centre's, over the whole tree
	system   = "样例系统"
	security = "样例安全"
)

func (b *bench) verbs() map[string]scenario.Verb {
	all := b.teller.verbs()
	for name, verb := range map[string]scenario.Verb{
		"install": b.install, "serve": b.serve, "stop": b.stop, "staff": b.staff, "as": b.as, "from": b.network,
		"wait": b.wait, "letters": b.letters, "renew": b.renew, "ask": b.ask, "save": b.save,
		"departed": b.departed, "expired": b.expired, "propose-assessor": b.proposeAssessor, "register-assessor": b.registerAssessor,
		"import": b.importRoster, "substitute": b.substitute, "photos": b.photos, "photo": b.photo,
		"accept": b.review("accept"), "refuse": b.review("refuse"),
		"mark": b.mark, "fill": b.fill, "correct": b.correct, "issue-one": b.issueOne,
		"verify": b.verify, "scan": b.scan, "qr": b.qr, "log": b.log,
		"swap-tail": swapTail, "replace-text": replaceText, "answer-question": answerQuestion, "as-secret": b.asSecret,
		"send-file": b.sendFile, "zip-bomb": zipBomb,
		"keep-result":  b.keepID(func(s *scenario.Story, words []string) (string, error) { return b.idOf(s, "result", words[0]) }),
		"keep-sitting": b.keepID(func(s *scenario.Story, words []string) (string, error) { return b.sitting(s, words[0], words[1]) }),
	} {
		all[name] = verb
	}
	maps.Copy(all, b.filingVerbs())
	maps.Copy(all, b.accountVerbs())
	maps.Copy(all, b.personalVerbs())
	maps.Copy(all, b.applyingVerbs())
	for _, some := range []map[string]errand{errands, accountErrands, personalErrands, applyingErrands} {
		for name, e := range some {
			all[name] = b.errand(e)
		}
	}
	return all
}

// install: keys, database, the two administrators, and the centre's approver over
// the whole tree.
func (b *bench) install(s *scenario.Story, words []string) (int, error) {
	demo := words
	for _, words := range [][]string{
		append([]string{"keys", "new", "--data", "records"}, demo...),
		{"migrate", "--data", "records"},
	} {
		if code, err := b.assay(s, words); code != 0 || err != nil {
			return code, err
		}
	}
	for i, one := range []string{system, security} {
		if code, err := b.found(s, one, []string{"system", "security"}[i], fmt.Sprintf("X9900000%d", i+1)); code != 0 || err != nil {
			return code, err
		}
	}
	if code, err := b.serve(s, nil); code != 0 || err != nil {
		return code, err
	}
	return b.staff(s, []string{approver, "centre-approver", "/"})
}

// found enrols one of the two administrators on the machine.
func (b *bench) found(s *scenario.Story, name, role, number string) (int, error) {
	asked := s.Begin()
	code, err := b.assay(asked, []string{"staff", "found", "--data", "records", "--role", role, "--name", name, "--kind", "passport", "--number", number, "--born", "197" + number[8:] + "-01-01"})
	if code != 0 || err != nil {
		s.Tell(asked.Told())
		return code, err
	}
	id, err := asked.Value("person")
	if err != nil {
		return 0, err
	}
	return 0, b.token(s, name, id)
}

// token has a token made on the machine for a person.
func (b *bench) token(s *scenario.Story, name, id string) error {
	asked := s.Begin()
	code, err := b.assay(asked, []string{"staff", "token", "--data", "records", "--person", id, "--days", strconv.Itoa(tokenDays)})
	if code != 0 {
		err = errors.Join(err, errors.New(asked.Told()))
	}
	if err != nil {
		return err
	}
	secret, err := asked.Value("token")
	b.people[name] = &member{id: id, token: secret, made: b.clockNow()}
	return err
}

// A served world, and how to end it.
type served struct {
	base  string
	world *world
	stop  context.CancelFunc
	done  sync.WaitGroup
	err   error
	log   *lines
}

// lines keeps a log that several write to.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write adds to the log.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String is the log so far.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// serve puts the installation on a loopback port until the story ends. The
// desks' clock is the story's.
func (b *bench) serve(s *scenario.Story, _ []string) (int, error) {
	log := &lines{}
	if b.served != nil {
		log = b.served.log
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(s.T.Context()))
	v := &served{stop: stop, log: log}
	e := &env{ctx: ctx, stdin: strings.NewReader(""), stdout: log, stderr: log, now: b.clockNow, rand: b.rand}
	p := place{keyFolder: keyFolder{Data: s.Path("records")}, DB: b.db}
	r, err := p.open(e, false)
	if err != nil {
		stop()
		return 0, err
	}
	demo, err := p.demo()
	if err != nil {
		return 0, err
	}
	paper := issuance.Paper{Host: "assay.example", CertificateURL: "zscx.osta.org.cn", BodyURL: "pjjg.osta.org.cn"}
	w, err := newWorld(e, r, paper, demo, logTo(e, slog.LevelInfo))
	if err != nil {
		return 0, err
	}
	v.world = w
	ready := make(chan string, 1)
	v.done.Go(func() {
		defer func() { v.err = errors.Join(v.err, r.Close()) }()
		v.err = w.serve(ctx, serving{
			addr: "127.0.0.1:0", machine: time.Now, proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
			ready: func(addr string) { ready <- "http://" + addr },
		})
		close(ready)
	})
	v.base = <-ready
	b.served = v
	if v.base == "" {
		v.done.Wait()
		return 0, v.err
	}
	s.T.Cleanup(func() {
		if v.stop(); b.ended(v) != nil {
			s.T.Error(v.err)
		}
	})
	return 0, nil
}

func (b *bench) ended(v *served) error {
	v.done.Wait()
	return v.err
}

// stop ends the server, with what is under way.
func (b *bench) stop(_ *scenario.Story, _ []string) (int, error) {
	b.served.stop()
	return 0, b.ended(b.served)
}

// log looks at what the server has logged.
func (b *bench) log(s *scenario.Story, _ []string) (int, error) {
	s.Say(b.served.log.String())
	return 0, nil
}

// staff NAME ROLE PATH [born=DATE] [name=NAME]: the security administrator enrols a person who
// showed a passport, gives the role, and a token is made for them.
func (b *bench) staff(s *scenario.Story, words []string) (int, error) {
	if len(words) < 3 {
		return 0, errors.New("give the name, the role and the organisation")
	}
	fields, err := pairs(words[3:])
	if err != nil {
		return 0, err
	}
	name, born := words[0], fmt.Sprintf("19%02d-02-03", 60+(len(b.people)-2)%40)
	if given, ok := fields["born"].(string); ok {
		born = given
	}
	if given, ok := fields["name"].(string); ok {
		name = given
	}
	if err := b.fresh(s, security, system); err != nil {
		return 0, err
	}
	b.acting = b.people[security]
	b.shown++
	number := fmt.Sprintf("X98%06d", b.shown)
	person := map[string]any{"at": words[2], "name": name, "born": born, "document": map[string]string{"kind": "passport", "number": number}}
	if code, err := b.send(s, posting("/persons", person)); code != 0 || err != nil {
		return code, err
	}
	id, err := s.Value("id")
	if err != nil {
		return 0, err
	}
	if code, err := b.appoint(s, id, words[1], words[2]); code != 0 || err != nil {
		return code, err
	}
	if err = b.token(s, words[0], id); err == nil {
		b.people[words[0]].number, b.people[words[0]].born = number, born
	}
	b.acting = b.people[approver]
	return 0, err
}

// appoint has somebody proposed by one administrator and approved by the other.
func (b *bench) appoint(s *scenario.Story, person, role, path string) (int, error) {
	b.acting = b.people[system]
	proposed := s.Begin()
	code, err := b.send(proposed, posting("/appointments", map[string]any{"person": person, "role": role, "path": path}))
	if code != 0 || err != nil {
		s.Tell(proposed.Said())
		return code, err
	}
	id, err := proposed.Value("id")
	if err != nil {
		return 0, err
	}
	b.acting = b.people[security]
	approved := s.Begin()
	if code, err = b.send(approved, posting("/appointments/"+id+"/approve", nil)); code != 0 {
		s.Tell(approved.Said())
	}
	return code, err
}

// fresh gives those whose tokens are about to end new ones.
func (b *bench) fresh(s *scenario.Story, names ...string) error {
	for _, name := range names {
		if b.clockNow().Sub(b.people[name].made) > (tokenDays-1)*24*time.Hour {
			if err := b.token(s, name, b.people[name].id); err != nil {
				return err
			}
		}
	}
	return nil
}

// renew NAME: another token is made for somebody, on the machine.
func (b *bench) renew(s *scenario.Story, words []string) (int, error) {
	err := b.token(s, words[0], b.people[words[0]].id)
	b.acting = b.people[words[0]]
	return 0, err
}

// as NAME: who acts from here on; nobody for the public.
func (b *bench) as(_ *scenario.Story, words []string) (int, error) {
	b.acting = nil
	if words[0] == "nobody" {
		return 0, nil
	}
	var ok bool
	if b.acting, ok = b.people[words[0]]; !ok {
		return 0, errors.New("nobody has that name")
	}
	return 0, nil
}

// as-secret SECRET: whoever has that token acts from here on.
func (b *bench) asSecret(_ *scenario.Story, words []string) (int, error) {
	b.acting = &member{token: words[0]}
	return 0, nil
}

// from ADDRESS: the network from which is asked from here on.
func (b *bench) network(_ *scenario.Story, words []string) (int, error) {
	b.from = words[0]
	return 0, nil
}

// wait N days|hours|minutes|seconds.
func (b *bench) wait(_ *scenario.Story, words []string) (int, error) {
	var n int
	if _, err := fmt.Sscan(words[0], &n); err != nil {
		return 0, err
	}
	unit := map[string]time.Duration{"seconds": time.Second, "minutes": time.Minute, "hours": time.Hour, "days": 24 * time.Hour}[words[1]]
	b.step(time.Duration(n) * unit)
	return 0, nil
}
