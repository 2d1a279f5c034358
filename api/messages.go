package api

import (
	"context"
	"time"

	"assay/locale"
	"assay/skill"
	"assay/store"
)

// A MessageView is a message as its reader can list it.
type MessageView struct {
	ID      string           `json:"id"`
	Kind    skill.LetterKind `json:"kind"`
	Subject string           `json:"subject" doc:"What it is about, in the asker's language."`
	Channel skill.Channel    `json:"channel"`
	Posted  time.Time        `json:"posted"`
	To      string           `json:"to" doc:"Where it went, shortened; empty unless it was sent."`
	State   string           `json:"state" enum:"waiting,sent,given-up"`
	Ended   *time.Time       `json:"ended" doc:"When it was sent or given up."`
	Reason  string           `json:"reason" doc:"Why it was given up."`
}

// MessageViews are the latest.
type MessageViews struct {
	Items []MessageView `json:"items" nullable:"false"`
}

func messageView(l store.SentLetter, lang locale.Lang) MessageView {
	v := MessageView{
		ID: l.ID, Kind: l.Kind, Subject: locale.Text(lang, "message."+string(l.Kind)+".subject", nil), Channel: l.Channel,
		Posted: l.Posted, To: l.To, State: l.Came(), Reason: l.Fault,
	}
	if !l.Ended.IsZero() {
		v.Ended = &l.Ended
	}
	return v
}

func (a *API) listMessages(ctx context.Context, in *Only) (*Answer[MessageViews], error) {
	if err := in.owner(); err != nil {
		return nil, err
	}
	all, err := a.Identity.Letters(ctx, in.here)
	out := MessageViews{Items: make([]MessageView, len(all))}
	for i, l := range all {
		out.Items[i] = messageView(l, in.lang())
	}
	return answer(&in.Call, out, err)
}
