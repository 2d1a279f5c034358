package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"assay/attest"
	"assay/locale"
	"assay/skill"
)

// keysCmd is `assay keys`: the installation's keys, which never lie among its
// records, so that a copy of the records opens nothing.
type keysCmd struct {
	New    keysNewCmd    `cmd:"" help:"Draw one key of every class into a new folder."`
	List   keysListCmd   `cmd:"" help:"List the keys: class, id, creation, which are the newest. No secrets."`
	Rotate keysRotateCmd `cmd:"" help:"Draw a new key of one class; the older ones stay to open and check what they made."`
	Export keysExportCmd `cmd:"" help:"Write the public keys, for assay verify --key."`
}

// keyFolder is where the keys lie. Commands that need keys embed it.
type keyFolder struct {
	Data string `default:"assay-data" help:"Folder of the records." placeholder:"DIR"`
	Keys string `help:"Folder of the keys, never inside --data (default: --data with .keys behind it)." placeholder:"DIR"`
}

// dir is the folder of the keys, refused inside the folder of the records.
func (f keyFolder) dir() (string, error) {
	dir := f.Keys
	if dir == "" {
		dir = filepath.Clean(f.Data) + ".keys"
	}
	keys, err := settled(dir)
	if err != nil {
		return "", err
	}
	data, err := settled(f.Data)
	if err != nil {
		return "", err
	}
	way, err := filepath.Rel(data, keys)
	if err == nil && way != ".." && !strings.HasPrefix(way, ".."+string(filepath.Separator)) {
		return "", skill.Fail(skill.Invalid, "keys.inside_data")
	}
	return dir, nil
}

// settled is the absolute path with its links followed, as far as it exists.
func settled(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rest := ""
	for {
		real, err := filepath.EvalSymlinks(path)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if !errors.Is(err, fs.ErrNotExist) || filepath.Dir(path) == path {
			return "", err
		}
		path, rest = filepath.Dir(path), filepath.Join(filepath.Base(path), rest)
	}
}

type keysNewCmd struct {
	keyFolder
	speech
	Demo bool `help:"Keys of a demonstration: every id is demo."`
}

// Run draws the keys.
func (c keysNewCmd) Run(e *env) error {
	dir, err := c.dir()
	if err != nil {
		return c.refuse(2, err)
	}
	if err := createKeys(e, dir, c.Demo); err != nil {
		return c.refuse(2, err)
	}
	fmt.Fprintln(e.stderr, c.text("keys.created", skill.Args{"dir": dir}))
	return nil
}

// createKeys draws keys into a folder that is not there or is empty: all of
// them, or none. They are written beside it and moved in one step.
func createKeys(e *env, dir string, demo bool) error {
	switch there, err := os.ReadDir(dir); {
	case len(there) > 0:
		return skill.Fail(skill.Conflict, "keys.exist", "dir", dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	keys, err := attest.NewKeys(e.rand, e.now(), demo)
	if err != nil {
		return err
	}
	return placeKeys(dir, keys)
}

func placeKeys(dir string, keys []attest.Key) (err error) {
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	temporary, err := os.MkdirTemp(parent, ".keys-*") // 0700
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temporary)) }()
	for _, k := range keys {
		if err := writeKey(temporary, k); err != nil {
			return err
		}
	}
	if err := os.Rename(temporary, dir); err != nil {
		return err
	}
	return syncFolder(parent)
}

// writeKey writes a key's file for its owner alone, over nothing, to the disk.
func writeKey(dir string, k attest.Key) error {
	content, err := k.Marshal()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, k.File()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncFolder(dir)
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// readKeys reads every key of a folder. Folder and files that others may read
// are refused.
func readKeys(dir string) (*attest.Ring, error) {
	if err := ownersOnly(dir); err != nil {
		return nil, err
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.key"))
	if err != nil {
		return nil, err
	}
	var keys []attest.Key
	for _, path := range paths {
		k, err := readKey(path)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return attest.NewRing(keys...)
}

func readKey(path string) (attest.Key, error) {
	if err := ownersOnly(path); err != nil {
		return attest.Key{}, err
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return attest.Key{}, err
	}
	k, err := attest.ParseKey(content)
	if err != nil || k.File() != filepath.Base(path) {
		return attest.Key{}, skill.Fail(skill.Invalid, "keys.file", "file", path)
	}
	return k, nil
}

func ownersOnly(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return skill.Fail(skill.NotFound, "keys.none", "dir", path)
	}
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return skill.Fail(skill.Denied, "keys.open", "file", path)
	}
	return nil
}

// ring is the folder's ring.
func (f keyFolder) ring() (string, *attest.Ring, error) {
	dir, err := f.dir()
	if err != nil {
		return "", nil, err
	}
	r, err := readKeys(dir)
	return dir, r, err
}

type keysListCmd struct {
	keyFolder
	speech
}

// keyLine is one line of the list.
type keyLine struct {
	Class   attest.Class `json:"class"`
	ID      attest.KeyID `json:"id"`
	Created string       `json:"created"`
	Newest  bool         `json:"newest"`
}

// Run prints {"keys":[{"class","id","created","newest"}]}.
func (c keysListCmd) Run(e *env) error {
	_, ring, err := c.ring()
	if err != nil {
		return c.refuse(2, err)
	}
	var out struct {
		Keys []keyLine `json:"keys"`
	}
	seen := map[attest.Class]bool{}
	for _, k := range ring.Keys() {
		out.Keys = append(out.Keys, keyLine{k.Class(), k.ID(), k.Created().Format("2006-01-02T15:04:05Z"), !seen[k.Class()]})
		seen[k.Class()] = true
	}
	return json.NewEncoder(e.stdout).Encode(out)
}

type keysRotateCmd struct {
	keyFolder
	speech
	Class attest.Class `arg:"" help:"field, statement, log or session."`
}

// Run draws the class's next key.
func (c keysRotateCmd) Run(e *env) error {
	dir, ring, err := c.ring()
	if err != nil {
		return c.refuse(2, err)
	}
	k, err := ring.Successor(e.rand, c.Class, e.now())
	if err == nil {
		err = writeKey(dir, k)
	}
	if err != nil {
		return c.refuse(2, err)
	}
	fmt.Fprintln(e.stderr, c.text("keys.rotated", skill.Args{"class": string(k.Class()), "id": string(k.ID())}))
	return nil
}

type keysExportCmd struct {
	keyFolder
	speech
	Out string `help:"File to write; never over another (default: standard output)." placeholder:"FILE"`
}

// Run writes the public keys.
func (c keysExportCmd) Run(e *env) error {
	_, ring, err := c.ring()
	if err != nil {
		return c.refuse(2, err)
	}
	content, err := ring.Public().Marshal()
	if err != nil {
		return err
	}
	if c.Out == "" {
		_, err := e.stdout.Write(content)
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return c.refuse(2, err)
	}
	_, err = bytes.NewReader(content).WriteTo(f)
	return errors.Join(err, f.Sync(), f.Close())
}

// speech is the language in which a command speaks to people: both, if none was
// asked for.
type speech struct {
	Lang string `enum:"zh,en,both" default:"both" help:"Language of the messages: zh, en or both."`
}

func (s speech) langs() []locale.Lang {
	if s.Lang == "" || s.Lang == "both" {
		return locale.Langs()
	}
	return []locale.Lang{locale.Lang(s.Lang)}
}

// text is a message, one line a language.
func (s speech) text(key string, args skill.Args) string {
	var lines []string
	for _, l := range s.langs() {
		lines = append(lines, locale.Text(l, key, args))
	}
	return strings.Join(lines, "\n")
}

// refuse ends a command with a code and, in people's words, the reason. An
// error that nobody coded (a file system's) is said as it is.
func (s speech) refuse(code int, err error) error {
	if skill.CodeOf(err) == skill.Internal {
		return exit{code, err}
	}
	var lines []string
	for _, l := range s.langs() {
		lines = append(lines, locale.Error(l, err))
	}
	return exit{code, errors.New(strings.Join(slices.Compact(lines), "\n"))}
}
