package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"assay/internal/scenario"
	"assay/internal/testdb"
)

// departed waits until the body whose day of leaving has come is off the
// register, which the server sees to by itself.
func (b *bench) departed(s *scenario.Story, _ []string) (int, error) {
	return b.awaits(s, "/bodies/{body}", "status", "withdrawn")
}

// expired waits until the story's plan lies in the centre's hands because the
// filing of its body is over, which the server sees to as well.
func (b *bench) expired(s *scenario.Story, _ []string) (int, error) {
	return b.awaits(s, "/handovers?plan={plan}", "items[0].cause", "expired")
}

// awaits asks until a value is the wanted one.
func (b *bench) awaits(s *scenario.Story, path, at, want string) (int, error) {
	const patience = 20_000
	for range patience {
		asked := s.Begin()
		if code, err := b.send(asked, request{method: "GET", path: filled(path, s.Kept)}); code != 0 || err != nil {
			return 0, fmt.Errorf("%w: %d %s", err, code, asked.Said())
		}
		if value, err := asked.Value(at); err == nil && value == want {
			s.Say(asked.Said())
			return 0, nil
		}
	}
	return 0, fmt.Errorf("%s of %s does not become %s", at, path, want)
}

// propose-assessor NAME class=… card=… [path=…] [occupations=A,B] [levels=4,3]
// [renews=ID] [dossier=FILE]: somebody of the staff is proposed, for the story's
// body unless the line says otherwise.
func (b *bench) proposeAssessor(s *scenario.Story, words []string) (int, error) {
	who, ok := b.people[words[0]]
	if !ok {
		return 0, errors.New("nobody has that name")
	}
	fields, err := pairs(words[1:])
	if err != nil {
		return 0, err
	}
	fields["person"] = who.id
	for _, list := range []string{"occupations", "levels"} {
		if text, ok := fields[list].(string); ok {
			fields[list] = strings.Split(text, ",")
		}
	}
	if _, ok := fields["path"]; !ok {
		fields["path"] = "/44/dian/"
	}
	if file, ok := fields["dossier"].(string); ok {
		text, err := os.ReadFile(s.Path(file))
		if err != nil {
			return 0, err
		}
		fields["dossier"] = json.RawMessage(text)
	}
	return b.run(s, posting("/assessors", fields), "assessor")
}

// register-assessor [ground=…] [proof=TEXT] [claims=…] [attests=…]: the proposal of the
// story, as it is now; the proof is a text that stands for a scan.
func (b *bench) registerAssessor(s *scenario.Story, words []string) (int, error) {
	fields, err := pairs(words)
	if err != nil {
		return 0, err
	}
	if text, ok := fields["proof"].(string); ok {
		kept := s.Begin()
		if code, err := b.send(kept, request{method: "POST", path: filled("/bodies/{body}/files", s.Kept), file: testdb.PDF(text)}); code != 0 || err != nil {
			s.Say(kept.Said())
			return code, err
		}
		if fields["proof"], err = kept.Value("hash"); err != nil {
			return 0, err
		}
	}
	if _, ok := fields["version"]; !ok {
		seen := s.Begin()
		if code, err := b.send(seen, request{method: "GET", path: filled("/assessors/{assessor}", s.Kept)}); code != 0 || err != nil {
			s.Say(seen.Said())
			return code, err
		}
		version, err := seen.Value("version")
		if err != nil {
			return 0, err
		}
		fields["version"] = json.Number(version)
	}
	return b.send(s, request{method: "POST", path: filled("/assessors/{assessor}/register", s.Kept), fields: fields})
}
