package main

import (
	"context"
	"encoding/json"
	"errors"

	"assay/internal/scenario"
	"assay/post"
	"assay/skill"
)

// letters: the messages that wait leave, and are shown in the order in which they
// did; those of a story leave at this word alone.
func (b *bench) letters(s *scenario.Story, _ []string) (int, error) {
	type letter struct {
		Channel skill.Channel    `json:"channel"`
		Kind    skill.LetterKind `json:"kind"`
		Lang    string           `json:"lang"`
		To      string           `json:"to"`
		Subject string           `json:"subject"`
		Text    string           `json:"text"`
		Words   skill.Args       `json:"words"`
	}
	sent := []letter{}
	carry := carrierFunc(func(_ context.Context, m post.Message) error {
		sent = append(sent, letter{m.Channel, m.Kind, m.Lang, m.To.Reveal(), m.Subject, m.Text, m.Words})
		return nil
	})
	w := b.served.world
	man := w.postman(map[skill.Channel]post.Carrier{skill.ByMail: carry, skill.BySMS: carry})
	err := errors.Join(w.store.ExpireLetters(s.T.Context()), man.deliver(s.T.Context(), skill.ByMail), man.deliver(s.T.Context(), skill.BySMS))
	if err != nil {
		return 0, err
	}
	shown, err := json.Marshal(map[string]any{"letters": sent})
	s.Say(string(shown))
	return 0, err
}
