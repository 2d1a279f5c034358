package main

import (
	"errors"
	"fmt"

	"assay/internal/scenario"
)

// departed waits until the body whose day of leaving has come is off the
// register, which the server sees to by itself.
func (b *bench) departed(s *scenario.Story, _ []string) (int, error) {
	const patience = 20_000
	for range patience {
		asked := s.Begin()
		if code, err := b.send(asked, request{method: "GET", path: filled("/bodies/{body}", s.Kept)}); code != 0 || err != nil {
			return 0, fmt.Errorf("%w: %d %s", err, code, asked.Said())
		}
		if status, err := asked.Value("status"); err != nil || status == "withdrawn" {
			s.Say(asked.Said())
			return 0, err
		}
	}
	return 0, errors.New("the body stays on the register")
}
