package skill

import (
	"slices"

	"assay/skill/day"
)

// A Notice (个人信息处理告知) says what is done with personal data: for which
// purposes, on which legal basis, and for how long each entry is kept. It is data:
// who wants to process more writes it here first.
// Source: 个人信息保护法 art. 17, 19, 30.
type Notice struct {
	Edition    string
	Valid      day.Period
	Bases      []NoticeBasis
	Purposes   []NoticePurpose
	Retentions []NoticeRetention
	Fields     []NoticeField
	Grounds    []NoticeGround
	Rights     []NoticeRight
}

// A NoticeBasis is a legal basis (合法性基础).
type NoticeBasis struct {
	Key        string
	Text       Text
	Source     string
	Confidence string
}

// A NoticePurpose is what data are processed for (处理目的).
type NoticePurpose struct {
	Key        string
	Text       Text
	Basis      string // key of the basis
	Consent    bool   // nothing is done for it without consent
	Separate   bool   // the consent is asked for by itself (单独同意)
	Stops      bool   // without it nothing more is done with the person's data
	Withdrawn  Text   // what follows when the consent is withdrawn
	Source     string
	Confidence string
}

// A NoticeRetention is how long something is kept (保存期限).
type NoticeRetention struct {
	Key        string
	Text       Text
	Years      int  // after the case was closed; 0 for as long as the record lives
	Permanent  bool // for good, as a register is kept
	Source     string
	Confidence string
}

// A NoticeField is one stored entry: a column of a table.
type NoticeField struct {
	Table, Column string
	Name          Text
	Kind          NoticeKind
	Sensitive     bool // 敏感个人信息
	Withheld      bool // a credential, which is not even given to its owner
	Purposes      []string
	Retention     string
}

// NoticeKind is how an entry is read out.
type NoticeKind string

// The kinds.
const (
	NoticeText NoticeKind = ""     // as it is
	NoticeTime NoticeKind = "time" // microseconds since 1970
	NoticeFlag NoticeKind = "flag" // 0 or 1
)

// A NoticeGround is a legal ground for erasing (删除的情形).
type NoticeGround struct {
	Key        string
	Text       Text
	Retained   bool // only after whatever has to be kept was kept long enough
	Source     string
	Confidence string
}

// A NoticeRight is what everybody may ask for.
type NoticeRight struct {
	Key    string
	Text   Text
	How    string // the operation that does it
	Source string
}

// Purpose finds a purpose by its key.
func (n *Notice) Purpose(key string) (NoticePurpose, bool) {
	return find(n.Purposes, func(p NoticePurpose) bool { return p.Key == key })
}

// Ground finds a ground by its key.
func (n *Notice) Ground(key string) (NoticeGround, bool) {
	return find(n.Grounds, func(g NoticeGround) bool { return g.Key == key })
}

// Retention finds a retention by its key.
func (n *Notice) Retention(key string) (NoticeRetention, bool) {
	return find(n.Retentions, func(r NoticeRetention) bool { return r.Key == key })
}

// Field finds a stored entry.
func (n *Notice) Field(table, column string) (NoticeField, bool) {
	return find(n.Fields, func(f NoticeField) bool { return f.Table == table && f.Column == column })
}

func find[T any](all []T, is func(T) bool) (row T, ok bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return row, false
}
