package post

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"

	"assay/skill"
)

// A Spool writes each message into a folder as NUMBER.json, the numbers rising,
// so that their names sort as they were sent. Tests and demonstrations read them
// there.
type Spool struct {
	root *os.Root
	mu   sync.Mutex
	last int
}

// spooled is a message as it lies in the folder.
type spooled struct {
	ID      string           `json:"id"`
	Channel skill.Channel    `json:"channel"`
	Kind    skill.LetterKind `json:"kind"`
	Lang    string           `json:"lang"`
	To      string           `json:"to"`
	Subject string           `json:"subject"`
	Text    string           `json:"text"`
	Words   skill.Args       `json:"words"`
}

// OpenSpool opens the folder at a path, which it makes where it is missing.
func OpenSpool(dir string) (_ *Spool, err error) {
	defer skill.Wrap(&err, "open the spool")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	there, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	s := &Spool{root: root}
	for _, file := range there {
		if n, err := strconv.Atoi(strings.TrimSuffix(file.Name(), ".json")); err == nil {
			s.last = max(s.last, n)
		}
	}
	return s, nil
}

// Close gives the folder back.
func (s *Spool) Close() error { return s.root.Close() }

// Send implements Carrier. The file is there whole or not at all.
func (s *Spool) Send(_ context.Context, m Message) (err error) {
	defer skill.Wrap(&err, "spool a message")
	content, err := json.MarshalIndent(spooled{m.ID, m.Channel, m.Kind, m.Lang, m.To.Reveal(), m.Subject, m.Text, m.Words}, "", "  ")
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	draft := ".draft-" + m.ID
	if err := s.root.WriteFile(draft, append(content, '\n'), 0o600); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.root.Remove(draft)) }()
	for {
		s.last++
		err := s.root.Link(draft, fmt.Sprintf("%06d.json", s.last))
		if !errors.Is(err, fs.ErrExist) { // another process was first: the next number
			return err
		}
	}
}
