// Package cluster runs a throwaway PostgreSQL server in a fresh folder under
// the system's temporary folder, for tests, measurements and torture. It
// belongs to one process, listens on loopback only, and leaves nothing behind.
package cluster

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience is how long a server may take to come up or go down.
const patience = 60 * time.Second

// Options say what kind of server is wanted.
type Options struct {
	// Durable keeps fsync and full-page writes on, as a real installation
	// has them. Without it a run is faster and a crash loses everything.
	Durable bool
	// Settings are further lines of the configuration, e.g. "max_connections=50".
	Settings []string
}

// above is the folder that the cluster's is made in. One that may lose everything
// lies in memory where there is plenty: each test makes a database and drops it,
// and a slow disk then takes most of their time. Empty is the system's temporary
// folder.
func (o Options) above() string {
	const memory, plenty = "/dev/shm", 6 << 30
	var fs syscall.Statfs_t
	if o.Durable || syscall.Statfs(memory, &fs) != nil || fs.Bavail*uint64(fs.Bsize) < plenty {
		return ""
	}
	return memory
}

// A Cluster is one running server with its own folder.
type Cluster struct {
	// URL reaches the database "postgres" as the superuser.
	URL string
	// Dir holds everything; Stop removes it.
	Dir string

	bin     string
	port    int
	options Options
	owner   *syscall.Credential

	mu     sync.Mutex
	server *exec.Cmd
	gone   chan struct{} // closed when the server's first process has ended
	silent chan struct{} // closed when its last one has: a new server may start
}

// Start makes a new cluster (UTF8, C.UTF-8) and starts its server.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	owner, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(o.above(), "assay-pg-")
	if err != nil {
		return nil, fmt.Errorf("folder for the cluster: %w", err)
	}
	c := &Cluster{Dir: dir, bin: bin, options: o, owner: owner}
	if err := c.create(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := c.Run(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return c, nil
}

// Run starts the server of a stopped or killed cluster, on the same port, and
// returns when it answers.
func (c *Cluster) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	args := []string{"-D", c.folder(), "-p", strconv.Itoa(c.port), "-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=", "-c", "lc_messages=C", "-c", "logging_collector=off",
		"-c", "max_connections=200", "-c", "timezone=UTC", "-c", "autovacuum_naptime=10min"}
	settings := c.options.Settings
	if !c.options.Durable {
		settings = append([]string{"max_wal_size=256MB", "fsync=off", "full_page_writes=off", "synchronous_commit=off"}, settings...)
	}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	cmd := exec.Command(filepath.Join(c.bin, "postgres"), args...)
	cmd.Dir = c.Dir
	cmd.SysProcAttr = ownProcess(c.owner)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	said, err := cmd.StderrPipe()
	if err != nil {
		return fmt.Errorf("server's words: %w", err)
	}
	gone := make(chan struct{})
	begun := make(chan error, 1)
	go live(cmd, begun, gone)
	if err := <-begun; err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	c.mu.Lock()
	c.server, c.gone, c.silent = cmd, gone, make(chan struct{})
	c.mu.Unlock()
	return c.await(ctx, said)
}

// live starts the server and waits for it on one thread: the kernel ends a
// server whose starter's thread is gone, and that is meant for our own end.
func live(cmd *exec.Cmd, begun chan<- error, gone chan<- struct{}) {
	runtime.LockOSThread()
	defer close(gone)
	err := cmd.Start()
	begun <- err
	if err == nil {
		_, _ = cmd.Process.Wait()
	}
}

// await reads the server's words until it says that it is ready, then goes on
// writing them to the log file.
func (c *Cluster) await(ctx context.Context, said io.Reader) error {
	log, err := os.OpenFile(c.Log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return errors.Join(fmt.Errorf("server's log: %w", err), c.server.Process.Kill())
	}
	ready := make(chan struct{})
	go listen(said, log, ready, c.silent)
	select {
	case <-ready:
		return nil
	case <-c.gone:
		return fmt.Errorf("the server ended at once:\n%s", c.tail())
	case <-ctx.Done():
		return errors.Join(fmt.Errorf("the server did not come up: %w\n%s", ctx.Err(), c.tail()), c.Kill())
	}
}

// listen copies the server's words to its log. Every process of the server holds
// the other end, so the end of the words is the end of them all.
func listen(said io.Reader, log io.WriteCloser, ready, silent chan<- struct{}) {
	defer close(silent)
	defer log.Close()
	words := bufio.NewReader(said)
	for {
		line, err := words.ReadString('\n')
		_, _ = io.WriteString(log, line)
		if err != nil {
			return
		}
		if strings.Contains(line, "ready to accept connections") {
			close(ready)
			_, _ = io.Copy(log, words)
			return
		}
	}
}

// Stop ends the server in order and removes the folder.
func (c *Cluster) Stop() error {
	return errors.Join(c.end(syscall.SIGINT), os.RemoveAll(c.Dir))
}

// Kill ends the server as a power cut would, for the tests that want to see
// what is left; Run brings it back.
func (c *Cluster) Kill() error { return c.end(syscall.SIGKILL) }

func (c *Cluster) end(s syscall.Signal) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server == nil {
		return nil
	}
	err := c.server.Process.Signal(s)
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	select {
	case <-c.silent:
	case <-time.After(patience):
		err = errors.Join(err, errors.New("the server did not end in time and was killed"), c.server.Process.Kill())
		<-c.gone
	}
	c.server = nil
	return err
}

// Log is the file of the server's own words.
func (c *Cluster) Log() string { return filepath.Join(c.Dir, "server.log") }

func (c *Cluster) folder() string { return filepath.Join(c.Dir, "cluster") }

func (c *Cluster) tail() string {
	b, _ := os.ReadFile(c.Log())
	if len(b) > 2000 {
		b = b[len(b)-2000:]
	}
	return string(b)
}

// create runs initdb as the owner and finds a free port.
func (c *Cluster) create(ctx context.Context) error {
	const superuser = "assay"
	secret := rand.Text()
	pass := filepath.Join(c.Dir, "pass")
	if err := os.WriteFile(pass, []byte(secret), 0o600); err != nil {
		return fmt.Errorf("password file: %w", err)
	}
	if err := c.give(c.Dir, pass); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, "initdb"), "-D", c.folder(), "-U", superuser,
		"-E", "UTF8", "--locale=C.UTF-8", "-A", "password", "--pwfile", pass, "-N")
	cmd.Dir = c.Dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.owner}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	c.port = port
	u := url.URL{Scheme: "postgres", User: url.UserPassword(superuser, secret),
		Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), Path: "/postgres", RawQuery: "sslmode=disable"}
	c.URL = u.String()
	return nil
}

func (c *Cluster) give(paths ...string) error {
	if c.owner == nil {
		return nil
	}
	for _, p := range paths {
		if err := os.Chown(p, int(c.owner.Uid), int(c.owner.Gid)); err != nil {
			return fmt.Errorf("give the cluster's folder to its owner: %w", err)
		}
	}
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// programs finds the folder of the newest PostgreSQL: Debian keeps the server's
// programs off PATH.
func programs() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	best, version := "", 0
	for _, f := range found {
		v, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(f))))
		if v > version {
			best, version = filepath.Dir(f), v
		}
	}
	if best != "" {
		return best, nil
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	return "", errors.New("PostgreSQL is not installed; on Debian: sudo tools/prepare.sh packages")
}

// unprivileged is whom the server runs as, which refuses to run as root; nil is
// ourselves.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody")
}
