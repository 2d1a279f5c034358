package files

import (
	"context"
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

// A disk keeps files in one directory of this machine.
type disk struct {
	rand io.Reader
	root *os.Root
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
	return folder(keys, random, disk{rand: random, root: root}), nil
}

// Close gives the directory back.
func (d disk) Close() error { return d.root.Close() }

func (d disk) read(_ context.Context, name string) ([]byte, error) { return d.root.ReadFile(name) }

func (d disk) remove(_ context.Context, name string) error {
	switch err := d.root.Remove(name); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	return d.sync(path.Dir(name))
}

func (d disk) has(_ context.Context, name string) (bool, error) {
	_, err := d.root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// write makes the file whole or not at all, and durable: a temporary file,
// synced, renamed, and its folder synced.
func (d disk) write(_ context.Context, name string, sealed []byte) (err error) {
	defer skill.Wrap(&err, "keep a file")
	dir := path.Dir(name)
	if err := d.root.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	var tail [8]byte
	if _, err := io.ReadFull(d.rand, tail[:]); err != nil {
		return err
	}
	temporary := name + "." + hex.EncodeToString(tail[:])
	if err := d.fill(temporary, sealed); err != nil {
		return errors.Join(err, d.discard(temporary))
	}
	if err := d.root.Rename(temporary, name); err != nil {
		return errors.Join(err, d.discard(temporary))
	}
	return errors.Join(d.sync(dir), d.sync("."))
}

func (d disk) fill(name string, sealed []byte) error {
	file, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(sealed)
	return errors.Join(err, file.Sync(), file.Close())
}

func (d disk) discard(name string) error {
	if err := d.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (d disk) sync(name string) error {
	dir, err := d.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
