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
	"os"
	"path"

	"assay/attest"
	"assay/skill"
)

// A Folder is a store of files in one directory.
type Folder struct {
	Keys *attest.Ring
	Rand io.Reader
	root *os.Root
	// decoding bounds how many pictures are decoded at once.
	decoding chan struct{}
}

// Open opens the folder at a path, which it makes where it is missing.
func Open(dir string, keys *attest.Ring, random io.Reader) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open the folder of files: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder of files: %w", err)
	}
	return &Folder{Keys: keys, Rand: random, root: root, decoding: make(chan struct{}, decoders)}, nil
}

// Close gives the folder back.
func (f *Folder) Close() error { return f.root.Close() }

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
	return hash, f.write(f.name(hash), sealed)
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
func (f *Folder) Get(_ context.Context, hash skill.FileHash) ([]byte, error) {
	sealed, err := f.root.ReadFile(f.name(hash))
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
func (f *Folder) Remove(_ context.Context, hash skill.FileHash) (err error) {
	defer skill.Wrap(&err, "remove a file")
	name := f.name(hash)
	switch err := f.root.Remove(name); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	return f.sync(path.Dir(name))
}

// Has tells whether the file is here.
func (f *Folder) Has(_ context.Context, hash skill.FileHash) (bool, error) {
	_, err := f.root.Stat(f.name(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
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

// write makes the file whole or not at all, and durable: a temporary file,
// synced, renamed, and its folder synced.
func (f *Folder) write(name string, sealed []byte) (err error) {
	defer skill.Wrap(&err, "keep a file")
	dir := path.Dir(name)
	if err := f.root.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	var tail [8]byte
	if _, err := io.ReadFull(f.Rand, tail[:]); err != nil {
		return err
	}
	temporary := name + "." + hex.EncodeToString(tail[:])
	if err := f.fill(temporary, sealed); err != nil {
		return errors.Join(err, f.discard(temporary))
	}
	if err := f.root.Rename(temporary, name); err != nil {
		return errors.Join(err, f.discard(temporary))
	}
	return errors.Join(f.sync(dir), f.sync("."))
}

func (f *Folder) fill(name string, sealed []byte) error {
	file, err := f.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(sealed)
	return errors.Join(err, file.Sync(), file.Close())
}

func (f *Folder) discard(name string) error {
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (f *Folder) sync(name string) error {
	dir, err := f.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// size is a number of bytes as people say it.
func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d KB", n>>10)
}
