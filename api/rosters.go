package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"strconv"
	"strings"

	"assay/document"
	"assay/files"
	"assay/locale"
	"assay/office/admission"
	"assay/skill"
)

const (
	workbook     = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	rosterLimit  = 64 << 20  // bytes of one roster
	archiveLimit = 512 << 20 // bytes of one zip of photos
	proofLimit   = 20 << 20  // bytes of one proof
)

var (
	workbooks = []string{workbook, "application/octet-stream"}
	proofs    = []string{"application/pdf", "image/jpeg", "image/png", "application/octet-stream"}
)

// A spool is a body on the disk that no name leads to, so that a file is looked
// through before it is kept, and is gone whatever happens.
type spool struct {
	*os.File
	size int64
}

func spoolBody(c *Call, limit int64) (_ *spool, err error) {
	f, err := os.CreateTemp("", "assay-body-*")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
		}
	}()
	if err := os.Remove(f.Name()); err != nil {
		return nil, err
	}
	n, err := io.Copy(f, io.LimitReader(c.body(), limit+1))
	switch {
	case err != nil:
		return nil, skill.Fail(skill.Invalid, "request.broken_off").Because(err)
	case n > limit:
		return nil, skill.Fail(skill.Invalid, "request.too_large", "limit", strconv.FormatInt(limit, 10))
	}
	_, err = f.Seek(0, io.SeekStart)
	return &spool{f, n}, err
}

// ImportRoster sends a roster.
type ImportRoster struct {
	ByID
	Consents string `query:"consents" doc:"The edition of the privacy notice (get-privacy-notice) to which everybody on the roster consented on paper, which the body holds signed."`
}

// importRoster looks whether the file is a roster at all before it is kept, so
// that what is wrong with it as a whole is said at once and in full.
func (a *API) importRoster(ctx context.Context, in *ImportRoster) (*Answer[ImportView], error) {
	p, err := in.sees(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := in.need(p.Path); err != nil {
		return nil, err
	}
	file, err := spoolBody(&in.Call, rosterLimit)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	roster, err := document.OpenRoster(file, file.size)
	if err != nil {
		return nil, err
	}
	if err := roster.Close(); err != nil {
		return nil, err
	}
	hash, err := a.Files.Put(ctx, io.NewSectionReader(file, 0, file.size), rosterLimit)
	if err != nil {
		return nil, err
	}
	in.sent = []byte(hash)
	i, err := a.Admission.StartImport(ctx, in.by(ctx), admission.Sending{Plan: p.ID, File: hash, Consents: in.Consents})
	id, err := in.made("import", string(i.ID), err)
	if err != nil {
		return nil, err
	}
	a.Wake()
	i, err = in.view().Import(ctx, skill.ImportID(id))
	out, err := answer(&in.Call, importView(i, in.lang()), err)
	return out.at("/imports/" + id), err
}

func (a *API) importOf(ctx context.Context, in *ByID) (*Answer[ImportView], error) {
	i, err := in.view().Import(ctx, skill.ImportID(in.ID))
	return answer(&in.Call, importView(i, in.lang()), err)
}

// remarks is the roster as it came, for whoever works on the list.
func (a *API) remarks(ctx context.Context, in *ByID) (*File, error) {
	i, err := in.view().Import(ctx, skill.ImportID(in.ID))
	if err != nil {
		return nil, err
	}
	if err := in.need(i.Path); err != nil {
		return nil, err
	}
	file, err := a.Files.Get(ctx, i.File)
	if err != nil {
		return nil, err
	}
	roster, err := document.OpenRoster(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	defer roster.Close()
	next, stop := iter.Pull2(admission.Remarks(ctx, in.view(), i.ID))
	defer stop()
	out, err := remarksCopy(roster, next, in.lang())
	return fileOf(workbook, "remarks.xlsx", out, err)
}

// remarksCopy sets what was said beside the rows it was said of. What is said
// comes in the order of the file, and not of every row.
func remarksCopy(roster *document.Roster, next func() (admission.RowRemarks, error, bool), lang locale.Lang) (_ []byte, err error) {
	out, err := document.NewRosterCopy(roster)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	said, err, more := next()
	for row, bad := range roster.Rows() {
		if err = errors.Join(err, bad); err != nil {
			return nil, err
		}
		outcome, text := "", ""
		if more && said.Sheet == skill.SheetRoster && said.Row == row.Row {
			outcome, text = locale.Text(lang, "roster.outcome."+string(said.Outcome), nil), told(said.Remarks, lang)
			said, err, more = next()
		}
		if err := out.Row(row, outcome, text); err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	var to bytes.Buffer
	err = out.Write(&to)
	return to.Bytes(), err
}

// told is all remarks of a row in one text.
func told(remarks []admission.Remark, lang locale.Lang) string {
	lines := make([]string, len(remarks))
	for i, r := range remarks {
		lines[i] = r.Place() + " " + r.Heading() + ": " + locale.Text(lang, r.Reason, r.Args)
	}
	return strings.Join(lines, "\n")
}

// SubstituteApplication gives a place to another candidate.
type SubstituteApplication struct {
	ByID
	Reason   string `query:"reason" doc:"Why. No name, number or address belongs here."`
	Consents string `query:"consents" doc:"The edition of the privacy notice to which the newcomer consented on paper, which the body holds signed."`
}

func (a *API) substitute(ctx context.Context, in *SubstituteApplication) (*Answer[CandidateView], error) {
	id := skill.ApplicationID(in.ID)
	if _, err := in.view().Application(ctx, id); err != nil {
		return nil, err
	}
	file, err := bytesOf(&in.Call, proofLimit)
	if err != nil {
		return nil, err
	}
	row, err := singleRow(file)
	if err != nil {
		return nil, err
	}
	next, err := a.Admission.Substitute(ctx, in.by(ctx), id, admission.Substitution{Row: row, Reason: in.Reason, Consents: in.Consents})
	made, err := in.made("application", string(next.ID), err)
	if err != nil {
		return nil, err
	}
	if made == in.ID {
		// The change wrote the old application first; who followed is on the list.
		return nil, skill.Fail(skill.Conflict, "key.answered")
	}
	return a.applicationOf(ctx, &in.Call, made)
}

// singleRow is the one candidate of a roster.
func singleRow(file []byte) (*skill.RosterRow, error) {
	roster, err := document.OpenRoster(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	defer roster.Close()
	var one *skill.RosterRow
	for row, err := range roster.Rows() {
		switch {
		case err != nil:
			return nil, err
		case one != nil:
			return nil, skill.Fail(skill.Invalid, "substitute.one_row")
		}
		one = row
	}
	if one == nil {
		return nil, skill.Fail(skill.Invalid, "substitute.one_row")
	}
	return one, nil
}

// A Kept is a file that was kept.
type Kept struct {
	Hash skill.FileHash `json:"hash"`
}

func (a *API) keepProof(ctx context.Context, in *ByID) (*Answer[Kept], error) {
	x, err := in.view().Application(ctx, skill.ApplicationID(in.ID))
	if err != nil {
		return nil, err
	}
	if err := in.need(x.Path); err != nil {
		return nil, err
	}
	file, err := bytesOf(&in.Call, proofLimit)
	if err != nil {
		return nil, err
	}
	hash, _, err := a.Files.Intake(ctx, files.Proof, bytes.NewReader(file))
	return answer(&in.Call, Kept{hash}, err)
}

func (a *API) setPhoto(ctx context.Context, in *ByID) (*Answer[CandidateView], error) {
	id := skill.ApplicationID(in.ID)
	if _, err := in.view().Application(ctx, id); err != nil {
		return nil, err
	}
	picture, err := bytesOf(&in.Call, pictureLimit)
	if err != nil {
		return nil, err
	}
	_, err = a.Admission.SetPhoto(ctx, in.by(ctx), id, picture)
	if err := in.done(err); err != nil {
		return nil, err
	}
	return a.applicationOf(ctx, &in.Call, in.ID)
}

// A PhotoView is what became of one file of an archive.
type PhotoView struct {
	File        int                 `json:"file" doc:"Its place in the archive, from 1."`
	Name        string              `json:"name" doc:"With its number masked."`
	Application skill.ApplicationID `json:"application"`
	Reason      string              `json:"reason" doc:"Why it was not taken; empty when it was."`
	Text        string              `json:"text"`
	Remarks     []PhotoRemarkView   `json:"remarks" nullable:"false" doc:"On a photo that was taken."`
}

// Photos says what became of an archive.
type Photos struct {
	Taken int         `json:"taken"`
	Files []PhotoView `json:"files" nullable:"false"`
}

func (a *API) addPhotos(ctx context.Context, in *ByID) (*Answer[Photos], error) {
	p, err := in.sees(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := in.need(p.Path); err != nil {
		return nil, err
	}
	archive, err := spoolBody(&in.Call, archiveLimit)
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	files, err := a.Admission.Photos(ctx, in.by(ctx), p.ID, archive, archive.size)
	out := Photos{Files: make([]PhotoView, len(files))}
	for i, f := range files {
		out.Files[i] = PhotoView{File: f.File, Name: f.Name, Application: f.Application, Reason: f.Reason, Remarks: []PhotoRemarkView{}}
		if f.Reason == "" {
			out.Taken++
			out.Files[i].Remarks = photoRemarks(in.lang(), f.Remarks)
		} else {
			out.Files[i].Text = locale.Text(in.lang(), f.Reason, f.Args)
		}
	}
	return answer(&in.Call, out, err)
}
