package ledger

import (
	"context"
	"runtime"
	"strings"
	"sync"

	"assay/attest"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// lastText is not less than any number or id.
const lastText = "\U0010FFFF"

// certificates walks over the certificates that have numbers, by number, and
// beside them over their leaves and series.
func (f *fsck) certificates(ctx context.Context) error {
	numbers, err := f.series(ctx)
	if err != nil {
		return err
	}
	after, unsigned, done := "", 0, 0
	for more := true; more; {
		page, err := f.db.Footings(ctx, after, pageSize)
		if err != nil {
			return err
		}
		upTo := lastText
		if more = len(page) == pageSize; more {
			upTo = page[len(page)-1].Number
		}
		leaves, err := f.db.CertificateLeaves(ctx, after, upTo)
		if err != nil {
			return err
		}
		f.proofs(page)
		for i := range page {
			c := &page[i]
			leaves = f.strayLeaves(leaves, c.Number)
			var own []store.Leaf
			own, leaves = split(leaves, c.Number)
			f.acts(c, own)
			f.footing(c)
			numbers.next(c)
			if c.Status == string(skill.CertificateNumbered) {
				unsigned++
			}
		}
		f.strayLeaves(leaves, lastText)
		after, done = upTo, done+len(page)
		f.Progress("certificate", done)
	}
	numbers.end()
	f.pending("certificate", unsigned)
	return nil
}

// strayLeaves names the leaves of numbers before one, which no certificate has,
// and returns the others.
func (f *fsck) strayLeaves(leaves []store.Leaf, before string) []store.Leaf {
	for len(leaves) > 0 && leaves[0].Subject < before {
		f.leafFault(FaultLeafExtra, leaves[0], "")
		leaves = leaves[1:]
	}
	return leaves
}

func split(leaves []store.Leaf, number string) (own, rest []store.Leaf) {
	n := 0
	for n < len(leaves) && leaves[n].Subject == number {
		n++
	}
	return leaves[:n], leaves[n:]
}

// proofs checks what costs most, the signatures, on all processors.
func (f *fsck) proofs(page []store.Footing) {
	found := make([][]store.Fault, len(page))
	workers := runtime.GOMAXPROCS(0)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(page); i += workers {
				found[i] = prove(&page[i], f.Keys)
			}
		})
	}
	wait.Wait()
	for _, faults := range found {
		for _, x := range faults {
			_ = f.found(x) // it never fails
		}
	}
}

// signed tells whether certificates of a status have been signed.
func signed(status string) bool {
	switch skill.CertificateStatus(status) {
	case skill.CertificateIssued, skill.CertificateReplaced, skill.CertificateRevoked, skill.CertificateCancelled:
		return true
	}
	return false
}

// prove compares a certificate with the bytes that were signed for it, and
// these with their signatures.
func prove(c *store.Footing, keys attest.PublicKeys) (out []store.Fault) {
	fault := func(kind, field string) {
		out = append(out, store.Fault{Kind: kind, Table: "certificate", ID: c.ID, Field: field, Detail: c.Number})
	}
	if c.Erased != "" {
		return nil // the signed bytes are gone, with the salts in them; CheckErased asks whether by right
	}
	issue := attest.Issue{Key: attest.KeyID(c.KeyID), QR: c.QR, File: c.Statement}
	if signed(c.Status) {
		known, qr, file := issue.Check(keys, c.QRSig, c.StateSig)
		switch {
		case !known:
			fault(FaultSignature, "key_id")
		case !qr:
			fault(FaultSignature, "qr_sig")
		}
		if known && !file {
			fault(FaultSignature, "state_sig")
		}
	}
	for _, field := range disagreements(c) {
		fault(FaultStatement, field)
	}
	var salt, commitment attest.Bits128
	copy(salt[:], c.NameSalt)
	copy(commitment[:], c.NameCommitment)
	if !(attest.Commitment{Salt: salt, Value: commitment}).IsName(c.Name) {
		fault(FaultCommitment, "name")
	}
	return out
}

// disagreements are the columns that say otherwise than the signed bytes. The
// commitment to the document is compared as it is: to open it takes 20 ms.
func disagreements(c *store.Footing) (fields []string) {
	said, err := attest.ParsePayload(c.Statement)
	if err != nil {
		return []string{"statement"}
	}
	qr, err := said.QR().Payload()
	if err != nil || string(qr) != string(c.QR) {
		fields = append(fields, "qr")
	}
	bits := func(b attest.Bits128) string { return string(b[:]) }
	for _, x := range []struct{ field, row, said string }{
		{"number", c.Number, said.Number},
		{"issued", c.Issued, said.Issued.String()},
		{"level", c.Level, said.Level},
		{"kind", c.Kind, said.Kind},
		{"occupation", c.Occupation, said.Occupation.Code},
		{"occupation_name", c.OccupationName, said.Occupation.Name},
		{"specialty", c.Specialty, said.Specialty},
		{"body_name", c.BodyName, said.Body.Name},
		{"key_id", c.KeyID, string(said.Key)},
		{"report_id", c.Report, said.Confirmation},
		{"replaces", c.ReplacedNumber, said.Replaces},
		{"name_salt", string(c.NameSalt), bits(said.Name.Salt)},
		{"name_commitment", string(c.NameCommitment), bits(said.Name.Value)},
		{"doc_salt", string(c.DocSalt), bits(said.Document.Salt)},
		{"doc_commitment", string(c.DocCommitment), bits(said.Document.Value)},
	} {
		if x.row != x.said {
			fields = append(fields, x.field)
		}
	}
	if (c.Specimen != 0) != said.Specimen {
		fields = append(fields, "specimen")
	}
	if !strings.HasPrefix(c.Number, said.Site) {
		fields = append(fields, "site_id")
	}
	return fields
}

// footing checks that a certificate rests on records that bear it: a confirmed
// report, a confirmed result of the same person that passed, an accepted
// application, and a scope of the body that covered the day of issue.
func (f *fsck) footing(c *store.Footing) {
	fault := func(field, detail string) { f.fault(FaultFooting, "certificate", c.ID, field, detail) }
	switch {
	case c.ReportStatus != string(skill.ReportConfirmed) || c.ReportBody != c.Body:
		fault("report_id", c.ReportStatus)
	case c.ResultStatus != string(skill.ResultConfirmed) || c.Passed == 0 || c.ResultReport != c.Report:
		fault("result_id", c.ResultStatus)
	case c.ResultApplication != c.Application || c.ApplicationStatus != string(skill.ApplicationAccepted):
		fault("application_id", c.ApplicationStatus)
	case c.ResultPerson != c.Person || c.ApplicationPerson != c.Person:
		fault("person_id", "")
	}
	if field := outOfScope(c); field != "" {
		f.fault(FaultScope, "certificate", c.ID, field, c.Number)
	}
}

// outOfScope names what kept the body out of scope on the day of issue. A body
// that was suspended on the very day may have issued before. Texts of dates sort
// as dates.
func outOfScope(c *store.Footing) string {
	switch {
	case c.Suspended > 0:
		return "suspended"
	case c.FiledTo != "" && c.Issued > c.FiledTo:
		return "filed_to"
	case c.ScopeBody != c.Body || c.ScopeSite != c.Site || c.ScopeOccupation != c.Occupation || c.ScopeLevel != c.Level:
		return "scope_id"
	case c.ScopeFrom > c.Issued || c.ScopeTo != "" && c.ScopeTo < c.Issued:
		return "issued"
	}
	return ""
}

// issuedOn reads the day of issue; ok is false for one that is no day.
func issuedOn(c *store.Footing) (on day.Date, ok bool) {
	on, err := day.Parse(c.Issued)
	return on, err == nil
}
