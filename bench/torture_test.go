package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"assay/internal/cluster"
	"assay/internal/testdb"
	"assay/skill"
	"assay/store"
)

const (
	tortureRounds = "ASSAY_TORTURE" // how many rounds; one where it is not set
	tortureSeed   = "ASSAY_TORTURE_SEED"
	// perRound is how many drafts there are in a round.
	perRound = 600
	// perDatabase is how many rounds one database goes through, so that looking
	// at all of it takes no longer in the last round than in the first ten.
	perDatabase = 10
)

// What was acknowledged is there after any crash, no number is given twice, and
// every gap is explained. A server of six workers, who issue new certificates and
// replace old ones, is killed at random points; on PostgreSQL every second time it
// is the database that is killed.
// Source: docs/architecture.md, Issuing.
func TestTortureIssuing(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if given, err := strconv.ParseUint(os.Getenv(tortureSeed), 10, 64); err == nil {
		seed = given
	}
	rounds := 1
	if n, err := strconv.Atoi(os.Getenv(tortureRounds)); err == nil {
		rounds = n
	}
	t.Run("sqlite", func(t *testing.T) {
		torture(t, rounds, seed, func() (string, *cluster.Cluster) { return filepath.Join(t.TempDir(), "assay.db"), nil })
	})
	t.Run("postgres", func(t *testing.T) {
		if os.Getenv(testdb.Variable) == "" {
			t.Skip("no PostgreSQL: " + testdb.Variable + " is not set (make test and make torture start a server and set it)")
		}
		c := durableCluster(t)
		torture(t, max(rounds, 2), seed, func() (string, *cluster.Cluster) { return testdb.Postgres(t), c })
	})
}

// durableCluster is a server of this test's own, since it is to be killed.
func durableCluster(t *testing.T) *cluster.Cluster {
	c, err := cluster.Start(t.Context(), cluster.Options{Durable: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	t.Setenv(testdb.Variable, c.URL)
	return c
}

func torture(t *testing.T, rounds int, seed uint64, database func() (string, *cluster.Cluster)) {
	t.Logf("%d rounds, %s=%d", rounds, tortureSeed, seed)
	var o *ordeal
	for n := range rounds {
		if n%perDatabase == 0 {
			o = newOrdeal(t, rand.New(rand.NewPCG(seed, uint64(n))))
			o.address, o.cluster = database()
			o.found()
		}
		began := time.Now()
		t.Run(fmt.Sprintf("round %d", n+1), func(t *testing.T) { o.round(t, n) })
		if t.Failed() {
			t.Fatalf("round %d failed", n+1)
		}
		t.Logf("round %d: %s, in %.1f s", n+1, o.told, time.Since(began).Seconds())
	}
}

// An ordeal is one database on its way through several rounds, with what was
// acknowledged in them.
type ordeal struct {
	t       *testing.T
	random  *rand.Rand
	address string
	cluster *cluster.Cluster // nil on SQLite
	batch   testdb.Batch
	now     time.Time
	people  int

	record       *os.File // every acknowledgement, outside the database
	acknowledged map[skill.CertificateID]string
	checkpoint   []byte // of the log certificates after the last round
	resumed      int    // signed by a worker that came after
	told         string // what the last round came to
}

func newOrdeal(t *testing.T, random *rand.Rand) *ordeal {
	record, err := os.CreateTemp(t.TempDir(), "acknowledged-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = record.Close() })
	return &ordeal{t: t, random: random, now: testdb.Start, record: record, acknowledged: map[skill.CertificateID]string{}}
}

// found files the body that issues.
func (o *ordeal) found() {
	s := o.open(o.t)
	defer o.close(o.t, s)
	o.batch = testdb.File(o.t, s)
}

// open opens the database ten minutes later than before, so that what a dead worker
// had promised is due.
func (o *ordeal) open(t *testing.T) *store.Store {
	t.Helper()
	s, err := openAt(t.Context(), o.address, o.later())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (o *ordeal) later() time.Time {
	o.now = o.now.Add(10 * time.Minute) // longer than any worker lives, and its lease
	return o.now
}

func (o *ordeal) close(t *testing.T, s *store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// round issues, kills, goes on, and looks at everything.
func (o *ordeal) round(t *testing.T, n int) {
	s := o.open(t)
	o.draft(t, s, perRound)
	o.close(t, s)

	before := len(o.acknowledged)
	w := o.start(t)
	o.read(t, w, "ack", 1+o.random.IntN(perRound*9/10))
	<-time.After(time.Duration(o.random.IntN(10_000)) * time.Microsecond)
	victim := "server"
	if o.cluster != nil && n%2 == 1 {
		victim = "database"
		o.cut(t, w)
	} else {
		w.kill(t)
		o.read(t, w, "", -1)
	}
	by, resumed := len(o.acknowledged)-before, o.resumed
	w = o.start(t) // ten minutes later: signs what was left and issues the rest
	o.read(t, w, "", -1)
	w.finish(t)
	o.look(t)
	o.told = fmt.Sprintf("%s killed, %d acknowledged by then, %d signed by the next worker", victim, by, o.resumed-resumed)
}

// cut takes the database away from a worker that goes on, and gives it back.
func (o *ordeal) cut(t *testing.T, w *process) {
	w.tell(t, "down")
	o.read(t, w, "down", 1)
	if err := o.cluster.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := o.cluster.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.tell(t, "up")
	o.read(t, w, "", -1)
	w.finish(t)
}

// A process is a running worker.
type process struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines *bufio.Scanner
	said  strings.Builder // on standard error
}

func (o *ordeal) start(t *testing.T) *process {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	w := &process{cmd: exec.CommandContext(context.WithoutCancel(t.Context()), program)}
	w.cmd.Env = append(os.Environ(), tortureAddress+"="+o.address, tortureClock+"="+o.later().Format(time.RFC3339),
		tortureHead+"="+string(o.batch.Staff[head].ID), torturePath+"="+string(o.batch.Body.Path))
	w.cmd.Stderr = &w.said
	in, err1 := w.cmd.StdinPipe()
	out, err2 := w.cmd.StdoutPipe()
	if err := errors.Join(err1, err2, w.cmd.Start()); err != nil {
		t.Fatal(err)
	}
	w.in, w.lines = in, bufio.NewScanner(out)
	t.Cleanup(func() { _ = w.cmd.Process.Kill() })
	return w
}

// tell says a word to a worker, which may just have ended.
func (w *process) tell(t *testing.T, word string) {
	t.Helper()
	if _, err := fmt.Fprintln(w.in, word); err != nil && !errors.Is(err, syscall.EPIPE) {
		t.Fatal(err)
	}
}

// kill is kill -9; what the worker said before is still to be read.
func (w *process) kill(t *testing.T) {
	t.Helper()
	if err := w.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
}

// finish waits for a worker that ends by itself.
func (w *process) finish(t *testing.T) {
	t.Helper()
	if err := w.cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, w.said.String())
	}
}

// read takes up what the worker says until it said a word so many times, or,
// with -1, until it has no more to say; and writes it to the disk.
func (o *ordeal) read(t *testing.T, w *process, word string, n int) {
	t.Helper()
	for n != 0 && w.lines.Scan() {
		words := strings.Fields(w.lines.Text())
		if words[0] == word {
			n--
		}
		switch words[0] {
		case "ack":
			o.keep(t, skill.CertificateID(words[1]), "")
		case "number":
			o.keep(t, skill.CertificateID(words[1]), words[2])
		case "resumed":
			more, err := strconv.Atoi(words[1])
			if err != nil {
				t.Fatal(err)
			}
			o.resumed += more
		}
	}
	if err := o.record.Sync(); err != nil {
		t.Fatal(err)
	}
}

// keep records an acknowledgement.
func (o *ordeal) keep(t *testing.T, id skill.CertificateID, number string) {
	t.Helper()
	if _, err := fmt.Fprintln(o.record, id, number); err != nil {
		t.Fatal(err)
	}
	if old := o.acknowledged[id]; old != "" && number != "" && old != number {
		t.Errorf("certificate %s was said to be %s and then %s", id, old, number)
	}
	if number != "" || o.acknowledged[id] == "" {
		o.acknowledged[id] = number
	}
}
