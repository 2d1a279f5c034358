package attest

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"assay/skill"
)

// A Hash is a node of a log's Merkle tree.
// Source: RFC 6962 section 2.1.
type Hash = tlog.Hash

// RecordHash is the hash of a leaf's record.
func RecordHash(record []byte) Hash { return tlog.RecordHash(record) }

// CheckRecord proves that the tree of a checkpoint holds the record's hash at
// an index, which counts from 0; its reason is attest.log.record.
func CheckRecord(proof []Hash, in Checkpoint, index int64, record Hash) error {
	if err := tlog.CheckRecord(proof, in.Size, in.Root, index, record); err != nil {
		return skill.Fail(skill.Invalid, "attest.log.record").Because(err)
	}
	return nil
}

// CheckExtension proves that the newer tree holds the older one unchanged; its
// reason is attest.log.fork. Any tree extends the empty one.
func CheckExtension(proof []Hash, newer, older Checkpoint) error {
	if older.Size == 0 && older.Root == emptyRoot && len(proof) == 0 && newer.Size >= 0 {
		return nil
	}
	if err := tlog.CheckTree(proof, newer.Size, newer.Root, older.Size, older.Root); err != nil {
		return skill.Fail(skill.Invalid, "attest.log.fork").Because(err)
	}
	return nil
}

// emptyRoot is the root of the tree without leaves.
var emptyRoot = Hash(sha256.Sum256(nil))

// A Frontier is the right edge of a log's tree: enough to append to it and to
// know its root, in memory that grows with the logarithm of its size. The zero
// Frontier is the empty tree.
type Frontier struct {
	size  int64
	peaks []Hash // roots of the full subtrees, the largest first
}

// ResumeFrontier is the frontier that Size and Peaks were taken from.
func ResumeFrontier(size int64, peaks []Hash) (Frontier, error) {
	if size < 0 || bits.OnesCount64(uint64(size)) != len(peaks) {
		return Frontier{}, skill.Fail(skill.Internal, "attest.log.frontier")
	}
	return Frontier{size, slices.Clone(peaks)}, nil
}

// Append adds a record's hash.
func (f *Frontier) Append(record Hash) {
	for n := f.size; n&1 == 1; n >>= 1 {
		last := len(f.peaks) - 1
		record = tlog.NodeHash(f.peaks[last], record)
		f.peaks = f.peaks[:last]
	}
	f.peaks = append(f.peaks, record)
	f.size++
}

// Size is how many records the tree holds.
func (f *Frontier) Size() int64 { return f.size }

// Peaks are the roots of the full subtrees, the largest first.
func (f *Frontier) Peaks() []Hash { return slices.Clone(f.peaks) }

// Root is the tree's hash.
func (f *Frontier) Root() Hash {
	if f.size == 0 {
		return emptyRoot
	}
	last := len(f.peaks) - 1
	root := f.peaks[last]
	for _, p := range slices.Backward(f.peaks[:last]) {
		root = tlog.NodeHash(p, root)
	}
	return root
}

// A Checkpoint is the head of a log at a time: its name, size and root.
// Source: C2SP tlog-checkpoint.
type Checkpoint struct {
	Origin string // name of the log, e.g. registry.example.org/log/certificates; no spaces, no plus signs
	Size   int64
	Root   Hash
}

// Sign is the checkpoint as a signed note.
func (c Checkpoint) Sign(by ...note.Signer) ([]byte, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
	return note.Sign(&note.Note{Text: text}, by...)
}

// OpenCheckpoint reads a signed checkpoint of the log of that origin and checks
// that a known log key signed it. Reasons: attest.checkpoint.signature,
// attest.checkpoint.form, attest.checkpoint.origin.
func OpenCheckpoint(signed []byte, origin string, keys PublicKeys) (Checkpoint, error) {
	known, err := keys.logVerifiers(origin)
	if err != nil {
		return Checkpoint{}, err
	}
	n, err := note.Open(signed, known)
	if err != nil {
		return Checkpoint{}, skill.Fail(skill.Invalid, "attest.checkpoint.signature").Because(err)
	}
	c, err := parseCheckpoint(n.Text)
	if err == nil && c.Origin != origin {
		return Checkpoint{}, skill.Fail(skill.Invalid, "attest.checkpoint.origin")
	}
	return c, err
}

// parseCheckpoint reads origin, size and root; lines after them are extensions,
// which are signed but mean nothing here.
func parseCheckpoint(text string) (Checkpoint, error) {
	bad := skill.Fail(skill.Invalid, "attest.checkpoint.form")
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" {
		return Checkpoint{}, bad
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, bad
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Checkpoint{}, bad
	}
	return Checkpoint{lines[0], size, Hash(root)}, nil
}

// originOf is the log that a signed checkpoint says it is of.
func originOf(signed []byte) string {
	line, _, _ := bytes.Cut(signed, []byte("\n"))
	return string(line)
}
