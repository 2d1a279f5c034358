// Package ledger keeps the two append-only logs and proves them: the sequencer
// that gives committed leaves their places and signs the tree's head, what the
// world reads of the public log, and fsck, which recomputes everything.
//
// Trees are cut into tiles of height 8, as C2SP tlog-tiles has it. The stored
// tiles, the positions of a batch and the checkpoint over them are written in
// one transaction by the holder of a fenced lease, so a reader never sees a
// checkpoint whose tiles are not there, and two nodes never write two trees.
package ledger

import (
	"strings"

	"assay/skill"
	"assay/store"
)

// logs are both logs in the order in which a step sequences them: the head of
// audit becomes a leaf of certificates.
var logs = []store.Log{store.AuditLog, store.CertificateLog}

// inconsistent is the error of records that no sequencer may build on.
func inconsistent(log store.Log, reason string) error {
	return skill.Fail(skill.Internal, reason, "log", string(log))
}

// Broken tells whether an error of Step or Run says that the stored log
// contradicts itself, which waiting does not mend: run fsck.
func Broken(err error) bool { return strings.HasPrefix(skill.ReasonOf(err), "ledger.broken.") }
