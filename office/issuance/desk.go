package issuance

import (
	"errors"
	"io"

	"assay/attest"
	"assay/files"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Desk is the issuing desk. Every field is needed.
type Desk struct {
	Store    *store.Store
	Keys     *attest.Ring
	Files    *files.Folder
	Policies skill.Policies // in a demonstration, read in calendar days
	Calendar *day.Calendar
	Schemes  []skill.NumberScheme
	Rand     io.Reader // salts; used from many goroutines

	// Occupation finds an occupation of the catalogue that is in force on a day;
	// the zero day is any.
	Occupation func(code skill.OccupationCode, on day.Date) (skill.Occupation, bool)
	// Missing lists the characters of a text that no font here can print.
	Missing func(text string) []rune
	// Slow has room for as many document commitments (Argon2id, 19 MiB each) as
	// may be computed at once in this process.
	Slow chan struct{}
	// Workers is how many batches of one order are issued at once.
	Workers int

	Paper Paper
}

// Paper is what an installation prints beside the certificate's own words.
// Source: 人社鉴发〔2021〕1号, items 13–15 of the reference layout.
type Paper struct {
	Host           string // of the QR code's address; may carry a port
	CertificateURL string // 证书信息查询网址
	BodyURL        string // 机构信息查询网址
	ProvinceURL    string // 省级证书查询网址; may be empty
}

// Stopped is one certificate that does not go on, with everything that keeps
// it. Certificate is empty for one that could not be prepared.
type Stopped struct {
	Certificate skill.CertificateID
	Application skill.ApplicationID
	Faults      []skill.FieldError // never empty; no personal value
}

// faults gathers what keeps a certificate.
type faults []skill.FieldError

// add notes an error made by skill.FailField.
func (f *faults) add(e *skill.Error) { *f = append(*f, e.Fields...) }

// because notes an error that another package found about an item.
func (f *faults) because(path string, err error) {
	if err == nil {
		return
	}
	one := skill.FieldError{Path: path, Reason: skill.ReasonOf(err)}
	if e, ok := errors.AsType[*skill.Error](err); ok {
		one.Args = e.Args
	}
	*f = append(*f, one)
}

// unkeyed is by without its idempotency key, for work of several transactions:
// each of these finds out itself what was done before.
func unkeyed(by store.By) store.By {
	by.Key, by.KeyHash = "", ""
	return by
}

// wonAll refuses when a Move was lost to somebody else.
func wonAll(lost []string, err error) error {
	if err == nil && len(lost) > 0 {
		err = errOvertaken
	}
	return err
}

// errOvertaken gives a transaction up because somebody else moved a row of it
// first; nothing of it was done, and no number was taken.
var errOvertaken = skill.Fail(skill.Conflict, "row.changed", "table", "certificate")
