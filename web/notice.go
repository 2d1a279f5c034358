package web

import (
	"net/http"
	"slices"

	"assay/locale"
	"assay/skill"
)

// A noticeView is the privacy notice as people read it.
type noticeView struct {
	frame
	Edition  string
	Contact  string
	Purposes []noticePurpose
	Entries  []noticeEntry
	Rights   []string
}

type noticePurpose struct {
	Text, Basis, Withdrawn string
	Consent                bool
}

// A noticeEntry is what is kept of people, sorted by how long.
type noticeEntry struct {
	Retention string
	Names     []string
	Sensitive []string
}

// privacy shows what is done with personal data (个人信息处理告知).
// Source: 个人信息保护法 art. 17, 30.
func (s *Site) privacy(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "/privacy").titled("web.privacy.title")
	n := &s.Notice
	v := noticeView{frame: f, Edition: n.Edition, Contact: s.Contact}
	for _, p := range n.Purposes {
		v.Purposes = append(v.Purposes, noticePurpose{locale.Said(f.Lang, p.Text), basisOf(f.Lang, n, p.Basis), locale.Said(f.Lang, p.Withdrawn), p.Consent})
	}
	for _, kept := range n.Retentions {
		v.Entries = append(v.Entries, entriesOf(f.Lang, n, kept))
	}
	for _, one := range n.Rights {
		v.Rights = append(v.Rights, locale.Said(f.Lang, one.Text))
	}
	return s.show(w, http.StatusOK, "privacy.html", f, v)
}

func basisOf(lang locale.Lang, n *skill.Notice, key string) string {
	i := slices.IndexFunc(n.Bases, func(b skill.NoticeBasis) bool { return b.Key == key })
	if i < 0 {
		return ""
	}
	return locale.Said(lang, n.Bases[i].Text)
}

// entriesOf are the entries that are kept so long, each name once.
func entriesOf(lang locale.Lang, n *skill.Notice, kept skill.NoticeRetention) noticeEntry {
	e := noticeEntry{Retention: locale.Said(lang, kept.Text)}
	for _, f := range n.Fields {
		to := &e.Names
		if f.Sensitive {
			to = &e.Sensitive
		}
		if name := locale.Said(lang, f.Name); f.Retention == kept.Key && !slices.Contains(*to, name) {
			*to = append(*to, name)
		}
	}
	return e
}
