package cluster_test

import (
	"errors"
	"os"
	"os/exec"
	"testing"

	"assay/internal/cluster"
)

// The suite's own cluster proves Start; this one proves that what was committed
// outlives a kill, which the torture rests on.
func TestACommittedRowOutlivesAKilledServer(t *testing.T) {
	if os.Getenv("ASSAY_TEST_PG") == "" {
		t.Skip("PostgreSQL was not asked for: ASSAY_TEST_PG is empty")
	}
	c, err := cluster.Start(t.Context(), cluster.Options{Durable: true})
	if err != nil {
		t.Fatal(err)
	}
	stop := func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	}
	defer stop()
	run(t, c.URL, "CREATE TABLE kept (n INTEGER)", "INSERT INTO kept VALUES (1)")
	if err := c.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := c.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	run(t, c.URL, "INSERT INTO kept SELECT n + 1 FROM kept WHERE n = 1", "SELECT 1 / (SELECT count(*) - 1 FROM kept)")
	stop()
	if _, err := os.Stat(c.Dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
}

func run(t *testing.T, url string, statements ...string) {
	t.Helper()
	for _, s := range statements {
		out, err := exec.CommandContext(t.Context(), "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-c", s, url).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", s, err, out)
		}
	}
}
