package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"time"

	"assay/internal/httpx"
	"assay/skill"
	"assay/web"
	"assay/web/provider"
)

// providerWait is how long the identity provider may take over one answer.
const providerWait = 10 * time.Second

// provider is the identity provider that a file names, nil where no file is
// named. Its secret lies in a file of its own, beside that one where the name says
// no more.
func (w *world) provider(file string, now func() time.Time) (*provider.Provider, error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	form, err := provider.ReadForm(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	p := &provider.Provider{Form: form, Back: httpx.Cookies{Host: w.paper.Host}.Origin() + web.ProviderBack, Now: now, Rand: w.env.rand, Client: provider.NewClient(providerWait)}
	if form.Secret == "" {
		return p, nil
	}
	if !filepath.IsAbs(form.Secret) {
		form.Secret = filepath.Join(filepath.Dir(file), form.Secret)
	}
	secret, err := os.ReadFile(form.Secret)
	if err != nil {
		return nil, skill.Fail(skill.Invalid, "provider.secret", "file", form.Secret).Because(err)
	}
	p.Secret = string(bytes.TrimRight(secret, "\r\n"))
	return p, nil
}
