package identity

import (
	"context"

	"assay/rule/access"
	"assay/store"
)

// Letters are the latest messages that were sent to whoever is signed in (我的消息),
// the newest first; without the codes that they carried.
func (d *Desk) Letters(ctx context.Context, h Here) ([]store.SentLetter, error) {
	if err := access.Need(h.Actor, "list-own-messages", ""); err != nil {
		return nil, err
	}
	return d.Store.LettersTo(ctx, h.Account.ID, h.Actor.Person)
}
