// Package providertest starts a real identity provider (npm oidc-provider) on
// this machine, and goes to its pages as people do, for tests.
package providertest

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// A Plan is what the provider's program is told.
type Plan struct {
	Port     int                          `json:"port"` // 0: any
	Client   string                       `json:"client"`
	Secret   string                       `json:"secret"` // of the client; none: it proves itself by PKCE alone
	Back     string                       `json:"back"`
	Key      string                       `json:"key"`      // name of the key by which it signs
	Userinfo bool                         `json:"userinfo"` // it says claims beside the token, not in it
	People   map[string]map[string]string `json:"people"`   // claims of everybody by login
}

// Start starts a provider and gives its issuer and what ends it; it ends with the
// test at the latest. Without Node or the module the test is skipped.
func Start(t testing.TB, p Plan) (issuer string, stop func()) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no Node is installed")
	}
	_, here, _, _ := runtime.Caller(0)
	dir := filepath.Dir(here)
	if _, err := os.Stat(filepath.Join(dir, "..", "..", "..", "node_modules", "oidc-provider")); err != nil {
		t.Skip("node_modules lacks oidc-provider (make fonts fetches it)")
	}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, filepath.Join(dir, "provider.mjs"))
	cmd.Env = append(os.Environ(), "PROVIDER="+string(text))
	var said strings.Builder
	cmd.Stderr = &said
	in, out := pipes(t, cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() { _, _ = in.Close(), cmd.Wait() }
	t.Cleanup(stop)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	return strings.TrimSpace(line), stop
}

func pipes(t testing.TB, cmd *exec.Cmd) (io.Closer, io.Reader) {
	t.Helper()
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	return in, out
}

// A Browser is somebody at the provider's pages.
type Browser struct {
	t      testing.TB
	client http.Client
}

// NewBrowser is one that stops where the provider sends it back.
func NewBrowser(t testing.TB, back string) *Browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &Browser{t: t, client: http.Client{Jar: jar}}
	b.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), back) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return b
}

var target = regexp.MustCompile(`(?:action|href)="([^"]+)"`)

// Goes follows an address, signs in as somebody or, as nobody, gives up, and
// brings back what the provider says.
func (b *Browser) Goes(to, login string) url.Values {
	b.t.Helper()
	page := b.must(b.client.Get(to))
	defer page.Body.Close()
	if page.Header.Get("Location") != "" {
		return b.brought(page) // signed in there already
	}
	text, err := io.ReadAll(page.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	var submit, abort string
	for _, m := range target.FindAllStringSubmatch(string(text), -1) {
		if strings.HasSuffix(m[1], "/abort") {
			abort = m[1]
		} else if strings.Contains(m[1], "/interaction/") {
			submit = m[1]
		}
	}
	if login == "" {
		page = b.must(b.client.Get(abort))
	} else {
		page = b.must(b.client.PostForm(submit, url.Values{"prompt": {"login"}, "login": {login}, "password": {"any"}}))
	}
	defer page.Body.Close()
	return b.brought(page)
}

func (b *Browser) must(page *http.Response, err error) *http.Response {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	return page
}

func (b *Browser) brought(page *http.Response) url.Values {
	b.t.Helper()
	to, err := page.Location()
	if err != nil {
		text, _ := io.ReadAll(page.Body)
		b.t.Fatalf("%v: %s", err, text)
	}
	return to.Query()
}
