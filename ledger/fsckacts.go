package ledger

import (
	"crypto/sha256"
	"slices"
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
	if signed(c.Status) {
		leaves = f.act(c, leaves, f.issue, attest.Issued)
	}
	switch skill.CertificateStatus(c.Status) {
	case skill.CertificateReplaced:
		kind := attest.Replacement
		if c.SuccessorWhy == corrected {
			kind = attest.Correction
		}
		leaves = f.act(c, leaves, f.ending, kind)
	case skill.CertificateRevoked:
		leaves = f.act(c, leaves, f.ending, attest.Revocation)
	case skill.CertificateCancelled:
		leaves = f.act(c, leaves, f.ending, attest.Cancellation)
	}
	for _, l := range leaves {
		f.leafFault(FaultLeafExtra, l, "kind")
	}
}

// corrected is why a certificate takes the place of one whose words were wrong.
const corrected = "corrected"

// act takes the leaf of a kind and checks it.
func (f *fsck) act(c *store.Footing, leaves []store.Leaf, check func(*store.Footing, store.Leaf), kind attest.EventKind) []store.Leaf {
	i := slices.IndexFunc(leaves, func(l store.Leaf) bool { return l.Kind == kind })
	if i < 0 {
		f.fault(FaultLeafMissing, "certificate", c.ID, string(kind), c.Number)
		return leaves
	}
	check(c, leaves[i])
	return slices.Concat(leaves[:i], leaves[i+1:])
}

func (f *fsck) issue(c *store.Footing, l store.Leaf) {
	switch {
	case c.Erased == "" && l.Statement != sha256.Sum256(c.Statement):
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
