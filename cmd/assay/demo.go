package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"

	"assay/office/issuance"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

// demoCmd is `assay demo`: two batches carried from the spreadsheet to
// certificates in force, and then the server over them.
type demoCmd struct {
	place
	Once bool   `help:"Carry the batches through, report, and end."`
	JSON bool   `help:"Report as one JSON document."`
	Addr string `default:"127.0.0.1:8080" help:"Address to serve on." placeholder:"HOST:PORT"`
	Seed uint64 `default:"1" help:"Draws marks and decisions."`
}

// The files of a demonstration beside its records.
const (
	demoSummaryFile = "summary.json"
	demoPDF         = "certificate.pdf"
	demoKey         = "registry-key.json"
)

// Run carries the batches through unless that was done before, and reports.
func (c demoCmd) Run(e *env) error {
	if err := c.claim(); err != nil {
		return err
	}
	clock := &demoClock{real: e.now}
	stepped := *e
	stepped.now = clock.Now
	r, err := c.opened(&stepped)
	if err != nil {
		return err
	}
	defer r.Close()
	log := slog.New(slog.NewJSONHandler(e.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	paper := issuance.Paper{Host: c.Addr, CertificateURL: "zscx.osta.org.cn", BodyURL: "pjjg.osta.org.cn"}
	w, err := newWorld(&stepped, r, paper, true, log)
	if err != nil {
		return err
	}
	d := &demonstration{
		world: w, ctx: e.ctx, clock: clock, dir: c.Data, houses: houses(), dice: rand.New(rand.NewPCG(c.Seed, 0xa55a1)),
		say: func(format string, args ...any) { fmt.Fprintf(e.stderr, "· "+format+"\n", args...) },
	}
	if err := c.once(e, d); err != nil || c.Once {
		return err
	}
	return c.serve(e, d)
}

// claim marks an empty data directory as a demonstration's, and refuses one
// with other people's records.
func (c demoCmd) claim() error {
	marked, err := c.demo()
	if marked || err != nil {
		return err
	}
	there, err := os.ReadDir(c.Data)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case len(there) > 0:
		return skill.Fail(skill.Denied, "demo.not_empty", "dir", c.Data)
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(c.Data, demoMark), []byte("Nothing in this folder is a certificate.\n"), 0o644)
}

// opened opens the records, drawing keys that say demo the first time.
func (c demoCmd) opened(e *env) (*records, error) {
	dir, err := c.dir()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		if err := createKeys(e, dir, true); err != nil {
			return nil, err
		}
	}
	return c.open(e, true)
}

// once carries the batches through, or reads what was reported when they were.
func (c demoCmd) once(e *env, d *demonstration) error {
	path := filepath.Join(c.Data, demoSummaryFile)
	switch before, err := os.ReadFile(path); {
	case err == nil:
		if err := json.Unmarshal(before, &d.sum); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	default:
		if err := c.carry(d, path); err != nil {
			return err
		}
	}
	return c.report(e, d.sum)
}

func (c demoCmd) carry(d *demonstration, path string) error {
	n, err := store.Count(d.ctx, d.store.Unscoped(), store.Grants{})
	if err != nil {
		return err
	}
	if n > 0 {
		return skill.Fail(skill.WrongState, "demo.broken_off", "dir", c.Data)
	}
	d.sum.Outcomes = map[string]int{}
	if err := d.run(); err != nil {
		return err
	}
	if err := d.sitsYesterday(); err != nil {
		return err
	}
	d.clock.catchUp()
	if err := d.coming(); err != nil {
		return err
	}
	if err := d.holder(); err != nil {
		return err
	}
	if err := c.keep(d); err != nil {
		return err
	}
	d.sum.sort()
	content, err := json.MarshalIndent(d.sum, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o600)
}

// keep writes the first certificate and the public key beside the records.
func (c demoCmd) keep(d *demonstration) error {
	page, qr, err := d.print()
	if err != nil {
		return err
	}
	key, err := d.keys.Public().Marshal()
	if err != nil {
		return err
	}
	d.sum.QR, d.sum.PDF, d.sum.Key = qr, filepath.Join(c.Data, demoPDF), filepath.Join(c.Data, demoKey)
	return errors.Join(os.WriteFile(d.sum.PDF, page, 0o600), os.WriteFile(d.sum.Key, key, 0o644))
}

func (c demoCmd) report(e *env, sum demoSummary) error {
	if c.JSON {
		out := json.NewEncoder(e.stdout)
		out.SetEscapeHTML(false)
		return out.Encode(sum)
	}
	fmt.Fprintf(e.stdout, "名单 %d 行，符合条件 %d 人；合格 %d 人；核发证书 %d 本，编号 %s 至 %s；已撤销 %s\n",
		sum.Rows, sum.Eligible, sum.Passed, sum.Issued, sum.First, sum.Last, sum.Revoked)
	for _, r := range sum.Refused {
		fmt.Fprintf(e.stdout, "  %4d  %s\n", r.Count, r.Reason)
	}
	fmt.Fprintf(e.stdout, "考试 %d 人编排座位，签到 %d 人\n", sum.Seated, sum.CheckedIn)
	fmt.Fprintf(e.stdout, "证书样张 %s\n公钥 %s\n准考证 %s\n门贴 %s\n", sum.PDF, sum.Key, sum.Ticket, sum.DoorList)
	return nil
}

// rosters are the shipped spreadsheets, in the order of the houses.
func (d *demonstration) rosters() ([2][]byte, error) {
	electricians, welders, err := reference.DemoRosters()
	return [2][]byte{electricians, welders}, err
}
