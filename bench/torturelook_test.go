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

// lookForAcknowledged: every acknowledged certificate is there and in force,
// under the number that was acknowledged, and every draft has got its number.
func (o *ordeal) lookForAcknowledged(t *testing.T, certs []skill.Certificate) {
	t.Helper()
	byID := make(map[skill.CertificateID]skill.Certificate, len(certs))
	for _, c := range certs {
		byID[c.ID] = c
		if c.Status != skill.CertificateIssued && c.Status != skill.CertificateVoid {
			t.Errorf("certificate %s was left %s", c.ID, c.Status)
		}
	}
	for id, number := range o.acknowledged {
		c, ok := byID[id]
		if !ok || !c.InForce() || len(c.QRSig) == 0 || len(c.StateSig) == 0 {
			t.Errorf("certificate %s was acknowledged and is %q", id, c.Status)
		}
		if number != "" && c.Number != number {
			t.Errorf("certificate %s was acknowledged as %s and is %s", id, number, c.Number)
		}
	}
}

// lookAtNumbers: no number twice, none beyond the series, and each one that the
// series has given is a certificate's, in force or void with its ground.
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
			if ok && !c.InForce() && (c.Status != skill.CertificateVoid || c.Ground == "") {
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
