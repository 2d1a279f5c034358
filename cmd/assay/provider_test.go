package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/skill"
)

// The identity provider comes from a file, and its secret from another beside it;
// browsers come back to where the installation is reached.
// Source: docs/commands.md, assay serve.
func TestProviderFile(t *testing.T) {
	w := newPremises(t).world()
	defer w.Close()
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	text := `{"name":{"zh":"样例","en":"Sample"},"issuer":"https://id.example.org","client_id":"assay","secret_file":"secret","claims":{}}`
	file := write("provider.json", text)
	if _, err := w.provider(file, w.env.now); skill.ReasonOf(err) != "provider.secret" {
		t.Errorf("without its secret: %v", err)
	}
	write("secret", "only a test\n")
	p, err := w.provider(file, w.env.now)
	if err != nil || p.Secret != "only a test" || p.Back != "https://assay.example.org/sign-in/provider/back" || p.Issuer != "https://id.example.org" {
		t.Errorf("%+v, %v", p, err)
	}
	public := write("public.json", strings.Replace(text, `"secret_file":"secret",`, "", 1))
	if p, err := w.provider(public, w.env.now); err != nil || p.Secret != "" {
		t.Errorf("a public client: %v", err)
	}
	if p, err := w.provider("", w.env.now); p != nil || err != nil {
		t.Errorf("no file: %v, %v", p, err)
	}
	bad := write("bad.json", strings.Replace(text, "https", "http", 1))
	if _, err := w.provider(bad, w.env.now); skill.ReasonOf(err) != "provider.issuer" {
		t.Errorf("an issuer without TLS: %v", err)
	}
}
