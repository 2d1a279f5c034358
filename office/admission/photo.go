package admission

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"assay/rule/access"
	"assay/rule/picture"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// Limits of an archive of photos. One photo is bounded again where it is read.
const (
	photoFiles = 20_000
	photoBytes = 10 << 20
	photoChunk = 100 // photos of one transaction
)

// SetPhoto gives an application its photo: the holder's picture on the
// certificate. Reasons are those of KeepPhoto.
func (d *Desk) SetPhoto(ctx context.Context, by store.By, id skill.ApplicationID, picture []byte) (a skill.Application, err error) {
	defer skill.Wrap(&err, "photo of application %s", id)
	known, err := d.Store.Unscoped().Application(ctx, id)
	if err != nil {
		return a, err
	}
	if err := access.Need(by.Actor, "set-photo", known.Path); err != nil {
		return a, err
	}
	if err := d.pose(ctx, d.Store.Unscoped(), known, by.Actor); err != nil { // before anything of the picture is kept
		return a, err
	}
	photo, err := d.KeepPhoto(ctx, picture)
	if err != nil {
		return a, err
	}
	err = d.onApplication(ctx, by, "set-photo", id, func(tx *store.Tx, _ skill.Plan, now skill.Application) error {
		if !pictured(now) {
			return skill.Fail(skill.WrongState, "application.wrong_state", "verb", "photo", "status", string(now.Status))
		}
		if err := d.pose(ctx, tx, now, by.Actor); err != nil {
			return err
		}
		a = now
		a.Photo = photo
		return store.Change(ctx, tx, "photo", &a)
	})
	return a, err
}

// pictured tells whether an application still takes a photo.
func pictured(a skill.Application) bool {
	return a.Status == skill.ApplicationEntered || a.Status == skill.ApplicationAccepted
}

// A PhotoOutcome is what became of one file of an archive.
type PhotoOutcome struct {
	File        int    // its place in the archive, from 1
	Name        string // as it is shown: its number masked
	Application skill.ApplicationID
	Reason      string           // why it was not taken; empty when it was
	Args        skill.Args       // of the reason
	Remarks     []picture.Remark // on a photo that was taken
}

// A photoFile is one picture of an archive on its way to an application.
type photoFile struct {
	*zip.File
	outcome *PhotoOutcome
	number  string // of the document, as the file's name has it
	photo   skill.FileHash
}

// Photos takes a zip of pictures named by document number (证件号码.jpg) and says
// of each what became of it, in the order of the archive: taken, of nobody on the
// list, the second one of somebody, or no usable picture. Folders and the files
// that computers add of their own accord are passed over.
func (d *Desk) Photos(ctx context.Context, by store.By, plan skill.PlanID, archive io.ReaderAt, size int64) (out []PhotoOutcome, err error) {
	defer skill.Wrap(&err, "photos of plan %s", plan)
	by.Key = "" // it is many transactions, and to repeat it does no harm
	p, err := d.Store.Unscoped().Plan(ctx, plan)
	if err != nil {
		return nil, err
	}
	if err := access.Need(by.Actor, "add-photos", p.Path); err != nil {
		return nil, err
	}
	files, out, err := photoList(archive, size)
	if err != nil {
		return nil, err
	}
	for some := range slices.Chunk(files, photoChunk) {
		if err := d.takePhotos(ctx, by, plan, some); err != nil {
			return out, err
		}
	}
	return out, nil
}

// photoList reads the archive's list and finds numbers that stand there twice.
func photoList(archive io.ReaderAt, size int64) (files []photoFile, out []PhotoOutcome, err error) {
	z, err := zip.NewReader(archive, size)
	if err != nil {
		return nil, nil, skill.FailField("file", "photos.damaged").Because(err)
	}
	if len(z.File) > photoFiles {
		return nil, nil, skill.FailField("file", "photos.too_many", "limit", strconv.Itoa(photoFiles))
	}
	out = make([]PhotoOutcome, 0, len(z.File)) // its places are pointed to
	seen := map[string]int{}
	for i, f := range z.File {
		base := path.Base(strings.ReplaceAll(f.Name, `\`, "/"))
		if f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(f.Name, "__MACOSX/") || base == "Thumbs.db" {
			continue
		}
		extension := path.Ext(base)
		number := skill.RosterKey(strings.TrimSuffix(base, extension))
		out = append(out, PhotoOutcome{File: i + 1, Name: skill.StoredIDNumber(number).String() + extension})
		o := &out[len(out)-1]
		first, twice := seen[number]
		switch {
		case twice:
			o.Reason, o.Args = "photo.twice", skill.Args{"file": strconv.Itoa(first)}
		case !slices.Contains([]string{".jpg", ".jpeg", ".png"}, strings.ToLower(extension)):
			o.Reason = "photo.not_picture"
		default:
			seen[number] = i + 1
			files = append(files, photoFile{File: f, outcome: o, number: number})
		}
	}
	return files, out, nil
}

// takePhotos finds whose the pictures are, makes photos of them, and only then
// holds the plan.
func (d *Desk) takePhotos(ctx context.Context, by store.By, plan skill.PlanID, files []photoFile) error {
	owners, agreed, err := d.owners(ctx, plan, files)
	if err != nil {
		return err
	}
	photos := map[skill.ApplicationID]*photoFile{}
	for i := range files {
		f := &files[i]
		a, found := owners[f.number]
		if !found {
			f.outcome.Reason = "photo.unknown_number"
			continue
		}
		if !agreed[a] { // nothing of the picture is kept
			f.outcome.Reason, f.outcome.Args = "photo.no_consent", skill.Args{"edition": d.Edition}
			continue
		}
		if err := d.keep(ctx, f); err != nil {
			return err
		}
		if f.photo != "" {
			f.outcome.Application = a
			photos[a] = f
		}
	}
	return d.placePhotos(ctx, by, plan, photos)
}

// owners finds by document number who stands on the list, and who of them consented
// to be shown.
func (d *Desk) owners(ctx context.Context, plan skill.PlanID, files []photoFile) (owners map[string]skill.ApplicationID, agreed map[skill.ApplicationID]bool, err error) {
	from := d.Store.Unscoped()
	numbers := map[skill.Document]string{}
	var documents []skill.Document
	for _, f := range files {
		for _, kind := range skill.DocumentKinds() {
			doc, _, err := skill.ParseDocument(kind, f.number, day.Of(d.Store.Now()))
			if _, known := numbers[doc]; err == nil && !known {
				numbers[doc] = f.number
				documents = append(documents, doc)
			}
		}
	}
	owners = map[string]skill.ApplicationID{}
	if len(documents) == 0 {
		return owners, nil, nil
	}
	people, err := store.List(ctx, from, store.Persons{Documents: documents}, store.Everything)
	if err != nil || len(people) == 0 {
		return owners, nil, err
	}
	whose := map[skill.PersonID]string{}
	ids := make([]skill.PersonID, len(people))
	for i, p := range people {
		whose[p.ID], ids[i] = numbers[p.Document], p.ID
	}
	all, err := store.List(ctx, from, store.Applications{
		Plan: plan, Persons: ids, Status: []skill.ApplicationStatus{skill.ApplicationEntered, skill.ApplicationAccepted},
	}, store.Everything)
	for _, a := range all {
		owners[whose[a.Person]] = a.ID
	}
	if err != nil {
		return owners, nil, err
	}
	agreed, err = d.consented(ctx, from, all, portrait)
	return owners, agreed, err
}

// keep unpacks one picture and stores it as a photo.
func (d *Desk) keep(ctx context.Context, f *photoFile) error {
	file, err := unpack(f.File)
	if err == nil {
		f.photo, err = d.KeepPhoto(ctx, file)
	}
	if err == nil {
		var l Looked
		l, err = d.look(ctx, f.photo)
		f.outcome.Remarks = l.Remarks
		return err
	}
	if skill.CodeOf(err) == skill.Invalid {
		f.outcome.Reason = skill.ReasonOf(err)
		if fault, ok := errors.AsType[*skill.Error](err); ok {
			f.outcome.Args = fault.Args
		}
		return nil
	}
	return err
}

func unpack(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, skill.Fail(skill.Invalid, "photo.not_picture").Because(err)
	}
	defer r.Close()
	picture, err := io.ReadAll(io.LimitReader(r, photoBytes+1))
	switch {
	case err != nil:
		return nil, skill.Fail(skill.Invalid, "photo.not_picture").Because(err)
	case len(picture) > photoBytes:
		return nil, skill.Fail(skill.Invalid, "photo.too_large", "megabytes", strconv.Itoa(photoBytes>>20))
	}
	return picture, nil
}

// placePhotos gives the applications their photos; who left the list meanwhile
// gets none.
func (d *Desk) placePhotos(ctx context.Context, by store.By, plan skill.PlanID, photos map[skill.ApplicationID]*photoFile) error {
	if len(photos) == 0 {
		return nil
	}
	ids := make([]skill.ApplicationID, 0, len(photos))
	for id := range photos {
		ids = append(ids, id)
	}
	return d.onPlan(ctx, by, "add-photos", plan, func(tx *store.Tx, _ skill.Plan) error {
		all, err := store.List(ctx, tx.Locked(), store.Applications{IDs: ids}, store.Everything)
		if err != nil {
			return err
		}
		agreed, err := d.consented(ctx, tx, all, portrait)
		if err != nil {
			return err
		}
		var changed []*skill.Application
		for i, a := range all {
			switch f := photos[a.ID]; {
			case !agreed[a.ID]:
				f.outcome.Application, f.outcome.Reason, f.outcome.Args = "", "photo.no_consent", skill.Args{"edition": d.Edition}
			case !pictured(a):
				f.outcome.Application, f.outcome.Reason = "", "photo.unknown_number"
			case a.Photo != f.photo:
				all[i].Photo = f.photo
				changed = append(changed, &all[i])
			}
		}
		return store.Change(ctx, tx, "photo", changed...)
	})
}
