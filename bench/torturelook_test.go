package bench

import (
	"fmt"
	"testing"

	"assay/ledger"
	"assay/reference"
	"assay/skill"
	"assay/store"
)

// look opens the database as the next day's work would find it.
func (o *ordeal) look(t *testing.T) {
	s := o.open(t)
	defer o.close(t, s)
	certs, err := store.List(t.Context(), s.Unscoped(), store.Certificates{Site: o.batch.Site.ID}, store.Everything)
	if err != nil {
		t.Fatal(err)
	}
	o.lookForAcknowledged(t, certs)
	inForce := o.lookAtNumbers(t, s, certs)
	lookAtLogs(t, s, inForce)
	o.fsck(t, s)
}

// lookForAcknowledged: every acknowledged certificate is there under the number
// that was acknowledged, in force or replaced by one that is, and every draft has
// got its number.
func (o *ordeal) lookForAcknowledged(t *testing.T, certs []skill.Certificate) {
	t.Helper()
	byID, successor := map[skill.CertificateID]skill.Certificate{}, map[skill.CertificateID]skill.Certificate{}
	for _, c := range certs {
		byID[c.ID] = c
		if c.Replaces != "" && c.Status != skill.CertificateVoid {
			successor[c.Replaces] = c
		}
		if !settled(c) {
			t.Errorf("certificate %s was left %s", c.ID, c.Status)
		}
	}
	for id, number := range o.acknowledged {
		c := byID[id]
		if len(c.QRSig) == 0 || len(c.StateSig) == 0 || number != "" && c.Number != number {
			t.Errorf("certificate %s was acknowledged as %q and is %q", id, number, c.Number)
		}
		for c.Status == skill.CertificateReplaced {
			c = successor[c.ID]
		}
		if !c.InForce() {
			t.Errorf("certificate %s was acknowledged and neither it nor what replaced it is in force: %q", id, c.Status)
		}
	}
}

// settled tells whether nothing of a certificate's issue is left to be done.
func settled(c skill.Certificate) bool {
	switch c.Status {
	case skill.CertificateIssued, skill.CertificateReplaced:
		return true
	case skill.CertificateVoid:
		return c.Ground != ""
	}
	return false
}

// lookAtNumbers: no number twice, none beyond the series, and each one that the
// series has given is a certificate's: in force, replaced, or void with its
// ground.
func (o *ordeal) lookAtNumbers(t *testing.T, s *store.Store, certs []skill.Certificate) (inForce int) {
	t.Helper()
	all, err := s.AllSeries(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("%d series, %v", len(all), err)
	}
	held := map[string]skill.Certificate{}
	for _, c := range certs {
		if c.Number == "" {
			continue
		}
		if old, twice := held[c.Number]; twice {
			t.Errorf("number %s is held by %s and %s", c.Number, old.ID, c.ID)
		}
		held[c.Number] = c
		if c.InForce() {
			inForce++
		}
	}
	for series, next := range all {
		for serial := 1; serial < next; serial++ {
			number := fmt.Sprintf("%s%02d%s%06d", series.Prefix, series.Year%100, series.Level, serial)
			c, ok := held[number]
			if !ok {
				t.Errorf("number %s was taken from the series and nobody has it", number)
			}
			if ok && !settled(c) {
				t.Errorf("number %s is %s without a ground", number, c.Status)
			}
			delete(held, number)
		}
	}
	for number := range held {
		t.Errorf("number %s was never taken from the series", number)
	}
	return inForce
}

// lookAtLogs: nothing is pending, and both checkpoints are of all there is.
func lookAtLogs(t *testing.T, s *store.Store, inForce int) {
	t.Helper()
	for _, log := range []store.Log{store.CertificateLog, store.AuditLog} {
		pending, err := s.Pending(t.Context(), log, 1)
		if err != nil || len(pending) > 0 {
			t.Errorf("log %s: %d pending, %v", log, len(pending), err)
		}
		size, err := s.LogSize(t.Context(), log)
		if err != nil {
			t.Error(err)
		}
		head, err := s.Unscoped().Checkpoint(t.Context(), log)
		if err != nil || head.Size != size {
			t.Errorf("log %s: %d entries, checkpoint of %d, %v", log, size, head.Size, err)
		}
		if log == store.CertificateLog && size < int64(inForce) {
			t.Errorf("%d certificates in force, %d leaves", inForce, size)
		}
	}
}

// fsck: the whole check, which also proves that the logs extend those of the
// round before.
func (o *ordeal) fsck(t *testing.T, s *store.Store) {
	t.Helper()
	check := ledger.Check{Store: s, Keys: s.Keys().Public(), Schemes: reference.NumberSchemes(), Policies: reference.Policies(), Old: o.checkpoint}
	r, err := check.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range r.Faults {
		if i == 20 {
			t.Errorf("fsck: and so on, %d faults", r.Total)
			break
		}
		t.Errorf("fsck: %+v", f)
	}
	for _, p := range r.Pending {
		t.Errorf("fsck: %d pending of %s", p.Count, p.Table)
	}
	if r.Asked && !r.Rollback {
		t.Error("fsck: the log does not extend that of the round before")
	}
	now, err := s.Unscoped().Checkpoint(t.Context(), store.CertificateLog)
	if err != nil {
		t.Fatal(err)
	}
	o.checkpoint = now.Signed
}
