package bench

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// connections is how many kept connections ask at once, as those of a proxy.
const connections = 16

// A loadResult is what one run of the askers came to.
type loadResult struct {
	perSecond float64
	p99       time.Duration
	cpu       float64 // µs of this process for each answer: server and askers
}

// A speaker sends one question and reads its answer.
type speaker interface {
	ask(n int) error
	close()
}

// ask puts questions about random ones of a million certificates to a server
// for a time, over kept connections.
func ask(b *testing.B, speak func() (speaker, error), length time.Duration) loadResult {
	b.Helper()
	took := make([][]time.Duration, connections)
	var wg sync.WaitGroup
	begin, busy := time.Now(), used(b)
	for i := range took {
		wg.Go(func() {
			var err error
			if took[i], err = askUntil(speak, begin.Add(length)); err != nil {
				b.Error(err)
			}
		})
	}
	wg.Wait()
	whole := time.Since(begin)
	all := slices.Sorted(slices.Values(slices.Concat(took...)))
	if len(all) == 0 {
		b.Fatal("nothing was answered")
	}
	return loadResult{float64(len(all)) / whole.Seconds(), all[len(all)*99/100], float64((used(b) - busy).Microseconds()) / float64(len(all))}
}

func askUntil(speak func() (speaker, error), until time.Time) (took []time.Duration, err error) {
	s, err := speak()
	if err != nil {
		return nil, err
	}
	defer s.close()
	for now := time.Now(); now.Before(until); {
		if err := s.ask(rand.IntN(million)); err != nil {
			return took, err
		}
		end := time.Now()
		took = append(took, end.Sub(now))
		now = end
	}
	return took, nil
}

// clients asks as a Go program would: by net/http.
func clients(address, prefix string) func() (speaker, error) {
	c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * connections}}
	return func() (speaker, error) { return client{c, "http://" + address + "/verify", prefix}, nil }
}

type client struct {
	http        *http.Client
	url, prefix string
}

func (c client) ask(n int) error {
	resp, err := c.http.Post(c.url, "application/json", strings.NewReader(`{"number":"`+number(c.prefix, n)+`","name":"`+name(n)+`"}`))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || !bytes.Contains(answer, []byte(`"match"`)) {
		return errors.Join(fmt.Errorf("%s %s", resp.Status, answer), err)
	}
	return nil
}

func (client) close() {}

// askers speak HTTP by hand, so that nearly all of the machine is the server's.
func askers(address, prefix string) func() (speaker, error) {
	return func() (speaker, error) {
		conn, err := net.Dial("tcp", address)
		return &asker{conn: conn, in: bufio.NewReaderSize(conn, 8192), prefix: prefix}, err
	}
}

// An asker is one connection.
type asker struct {
	conn    net.Conn
	in      *bufio.Reader
	prefix  string
	request []byte
	body    []byte
}

func (a *asker) close() { _ = a.conn.Close() }

func (a *asker) ask(n int) error {
	a.compose(n)
	if _, err := a.conn.Write(a.request); err != nil {
		return err
	}
	return a.read()
}

func (a *asker) compose(n int) {
	a.body = append(a.body[:0], `{"number":"`...)
	a.body = append(a.body, number(a.prefix, n)...)
	a.body = append(a.body, `","name":"`...)
	a.body = append(a.body, name(n)...)
	a.body = append(a.body, `"}`...)
	a.request = append(a.request[:0], "POST /verify HTTP/1.1\r\nHost: assay.example\r\nContent-Type: application/json\r\nContent-Length: "...)
	a.request = strconv.AppendInt(a.request, int64(len(a.body)), 10)
	a.request = append(append(a.request, "\r\n\r\n"...), a.body...)
}

var lengthHeader = []byte("Content-Length: ")

// read reads one answer and refuses any but a match.
func (a *asker) read() error {
	status, length := "", 0
	for first := true; ; first = false {
		line, err := a.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimRight(line, "\r\n")
		if first {
			status = string(line)
		}
		if len(line) == 0 {
			break
		}
		if rest, ok := bytes.CutPrefix(line, lengthHeader); ok {
			if length, err = strconv.Atoi(string(rest)); err != nil {
				return err
			}
		}
	}
	body, err := a.in.Peek(length)
	if err != nil || status != "HTTP/1.1 200 OK" || !bytes.Contains(body, []byte(`"match"`)) {
		return errors.Join(fmt.Errorf("%s %s", status, body), err)
	}
	_, err = a.in.Discard(length)
	return err
}

// listen serves a handler on loopback until the benchmark ends.
func listen(b *testing.B, h http.Handler) (address string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	done := make(chan error)
	go func() { done <- server.Serve(l) }()
	b.Cleanup(func() {
		_ = server.Close()
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			b.Error(err)
		}
	})
	return l.Addr().String()
}

// once asks about the first certificate and returns the answer's bytes.
func once(b *testing.B, address, prefix string) []byte {
	b.Helper()
	a := &asker{prefix: prefix}
	a.compose(0)
	resp, err := http.Post("http://"+address+"/verify", "application/json", bytes.NewReader(a.body))
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || !bytes.Contains(answer, []byte(`"match"`)) {
		b.Fatalf("%s %s %v", resp.Status, answer, err)
	}
	return answer
}
