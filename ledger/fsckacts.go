package ledger

import (
	"crypto/sha256"
	"strconv"

	"assay/attest"
	"assay/skill"
	"assay/store"
)

func (f *fsck) leafFault(kind string, l store.Leaf, field string) {
	f.fault(kind, "leaf", strconv.FormatInt(l.Seq, 10), field, string(l.Kind)+" "+l.Subject)
}

// acts compares a certificate with its leaves: of one that came into force an
// issue, of one that ended the leaf of how it ended, and nothing else.
func (f *fsck) acts(c *store.Footing, leaves []store.Leaf) {
	want := 0
	if signed(c.Status) {
		leaves = f.act(c, leaves, f.issue, attest.Issued)
		want++
	}
	switch skill.CertificateStatus(c.Status) {
	case skill.CertificateReplaced:
		leaves = f.act(c, leaves, f.ending, attest.Replacement, attest.Correction)
	case skill.CertificateRevoked:
		leaves = f.act(c, leaves, f.ending, attest.Revocation)
	case skill.CertificateCancelled:
		leaves = f.act(c, leaves, f.ending, attest.Cancellation)
	}
	for _, l := range leaves {
		f.leafFault(FaultLeafExtra, l, "kind")
	}
}

// act takes the first leaf of one of the kinds and checks it.
func (f *fsck) act(c *store.Footing, leaves []store.Leaf, check func(*store.Footing, store.Leaf), kinds ...attest.EventKind) []store.Leaf {
	for i, l := range leaves {
		for _, k := range kinds {
			if l.Kind == k {
				check(c, l)
				return append(append([]store.Leaf{}, leaves[:i]...), leaves[i+1:]...)
			}
		}
	}
	f.fault(FaultLeafMissing, "certificate", c.ID, string(kinds[0]), c.Number)
	return leaves
}

func (f *fsck) issue(c *store.Footing, l store.Leaf) {
	switch {
	case l.Statement != sha256.Sum256(c.Statement):
		f.leafFault(FaultLeaf, l, "statement")
	case l.Reference != c.Report:
		f.leafFault(FaultLeaf, l, "reference")
	case c.Status == string(skill.CertificateIssued) && l.At != c.StatusAt:
		f.leafFault(FaultLeaf, l, "at")
	}
}

func (f *fsck) ending(c *store.Footing, l store.Leaf) {
	switch {
	case l.Reference != c.Successor:
		f.leafFault(FaultLeaf, l, "reference")
	case l.At != c.StatusAt:
		f.leafFault(FaultLeaf, l, "at")
	}
}
