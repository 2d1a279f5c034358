// Package files keeps pictures and documents by the SHA-256 of their clear
// bytes: photos, seals, rosters, proofs. A file is encrypted at rest with the
// field key and lies under a keyed name, so that whoever holds the disk can
// neither read it nor ask whether a known photo is there. What is once put is
// never changed; putting it again does nothing. It is removed where the person
// was erased whom it shows.
package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"assay/attest"
	"assay/skill"
)

// A Folder holds files, on a disk of this machine or in a bucket.
type Folder struct {
	Keys *attest.Ring
	Rand io.Reader

	shelf shelf
	// decoding bounds how many pictures are decoded at once.
	decoding chan struct{}
}

// A shelf is where sealed bytes lie under keyed names. What was written is durable
// and whole; what is not there is fs.ErrNotExist.
type shelf interface {
	write(ctx context.Context, name string, sealed []byte) error
	read(ctx context.Context, name string) ([]byte, error)
	remove(ctx context.Context, name string) error
	has(ctx context.Context, name string) (bool, error)
}

func folder(keys *attest.Ring, random io.Reader, on shelf) *Folder {
	return &Folder{Keys: keys, Rand: random, shelf: on, decoding: make(chan struct{}, decoders)}
}

// Close gives the folder back.
func (f *Folder) Close() error {
	if c, ok := f.shelf.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// Put keeps what r holds, at most limit bytes, and returns its hash once it is
// durable. Reasons: file.too_large, file.empty.
func (f *Folder) Put(ctx context.Context, r io.Reader, limit int64) (_ skill.FileHash, err error) {
	clear, err := receive(r, limit)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(clear)
	hash := skill.FileHash(hex.EncodeToString(sum[:]))
	if ok, err := f.Has(ctx, hash); ok || err != nil {
		return hash, err
	}
	sealed, err := f.Keys.Seal(f.Rand, place(hash), clear)
	if err != nil {
		return "", fmt.Errorf("encrypt a file: %w", err)
	}
	return hash, f.shelf.write(ctx, f.name(hash), sealed)
}

// receive reads what comes, within a limit.
func receive(r io.Reader, limit int64) ([]byte, error) {
	clear, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("receive a file: %w", err)
	case int64(len(clear)) > limit:
		return nil, skill.Fail(skill.Invalid, "file.too_large", "limit", size(limit))
	case len(clear) == 0:
		return nil, skill.Fail(skill.Invalid, "file.empty")
	}
	return clear, nil
}

// Get reads a file and checks it against its hash. Reasons: file.not_found,
// file.broken (changed on the disk, or sealed with a key that is not here).
func (f *Folder) Get(ctx context.Context, hash skill.FileHash) ([]byte, error) {
	sealed, err := f.shelf.read(ctx, f.name(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, skill.Fail(skill.NotFound, "file.not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	clear, err := f.Keys.Open(place(hash), sealed)
	if err != nil {
		return nil, skill.Fail(skill.Internal, "file.broken").Because(err)
	}
	if sum := sha256.Sum256(clear); hex.EncodeToString(sum[:]) != string(hash) {
		return nil, skill.Fail(skill.Internal, "file.broken")
	}
	return clear, nil
}

// Remove takes a file away for good. One that is not there is gone already.
func (f *Folder) Remove(ctx context.Context, hash skill.FileHash) (err error) {
	defer skill.Wrap(&err, "remove a file")
	return f.shelf.remove(ctx, f.name(hash))
}

// Has tells whether the file is here.
func (f *Folder) Has(ctx context.Context, hash skill.FileHash) (bool, error) {
	return f.shelf.has(ctx, f.name(hash))
}

// place binds the sealed bytes to the hash.
func place(hash skill.FileHash) attest.Place {
	return attest.Place{Table: "file", Column: "content", Row: string(hash)}
}

// name is the keyed name, fanned out over 256 folders.
func (f *Folder) name(hash skill.FileHash) string {
	key := f.Keys.BlindIndex("file.name", string(hash))
	text := hex.EncodeToString(key[:])
	return path.Join(text[:2], text[2:])
}

// size is a number of bytes as people say it.
func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d KB", n>>10)
}
