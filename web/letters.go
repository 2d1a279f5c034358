package web

import (
	"net/http"

	"assay/office/identity"
)

// A lettersView is the page of what was sent to somebody.
type lettersView struct {
	frame
	Letters []letterView
}

// A letterView is one message: what about, and what became of it.
type letterView struct{ Subject, Way, Posted, Came string }

// showLetters shows what was sent to whoever is here, without its words: a code
// is in no list.
func (s *Site) showLetters(w http.ResponseWriter, r *http.Request, h identity.Here) error {
	all, err := s.Identity.Letters(r.Context(), h)
	if err != nil {
		return err
	}
	f := s.frame(r, "/account/messages").titled("letters.title")
	f.own, f.Inside = true, true
	v := lettersView{frame: f}
	for _, l := range all {
		came := "letters." + l.Came()
		if l.Fault == "letter.expired" {
			came = "letters.expired"
		}
		v.Letters = append(v.Letters, letterView{
			Subject: word(f.Lang, "message."+string(l.Kind)+".subject"), Way: word(f.Lang, "own.fact."+string(l.Channel)),
			Posted: instant(f.Lang, l.Posted), Came: word(f.Lang, came, "to", l.To),
		})
	}
	return s.show(w, http.StatusOK, "letters.html", f, v)
}
