package api

import (
	"bytes"
	"context"
	"io"
	"strconv"

	"assay/files"
	"assay/office/accreditation"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// bodies registers the filing of assessment bodies.
func (a *API) bodies() {
	register(a, post("file-body", "/bodies", "Enter a body in the register (备案)").creates(), a.fileBody)
	register(a, get("list-bodies", "/bodies", "Bodies within the asker's organisations"), a.listBodies)
	register(a, get("get-body", "/bodies/{id}", "One body"), a.body)
	register(a, post("suspend-body", "/bodies/{id}/suspend", "Stop a body from planning, examining and issuing (暂停)"), a.endBody((*accreditation.Desk).Suspend))
	register(a, post("restore-body", "/bodies/{id}/restore", "End a suspension (恢复)"), a.endBody((*accreditation.Desk).Restore))
	register(a, post("withdraw-body", "/bodies/{id}/withdraw", "Take a body off the register for good (注销备案)"), a.endBody((*accreditation.Desk).Withdraw))
	register(a, put("set-seal", "/bodies/{id}/seal", "Keep the picture of a body's seal (印章)").takes(pictures...), a.setSeal)
	register(a, post("add-site", "/bodies/{id}/sites", "Add a place (考点)").creates(), a.addSite)
	register(a, get("list-sites", "/bodies/{id}/sites", "Places of a body"), a.listSites)
	register(a, post("add-scope", "/bodies/{id}/scopes", "Let a body assess one occupation at one level at one site (备案范围)").creates(), a.addScope)
	register(a, get("list-scopes", "/bodies/{id}/scopes", "Scopes of a body"), a.listScopes)
	a.filings()
}

// A BodyDraft is what a body is filed with.
type BodyDraft struct {
	Path     skill.OrgPath  `json:"path" doc:"Its own place in the tree, e.g. /44/b-017/."`
	Name     string         `json:"name"`
	English  string         `json:"english,omitempty" doc:"Only where a source gives it."`
	USCC     string         `json:"uscc" doc:"统一社会信用代码"`
	Type     skill.BodyKind `json:"type,omitempty" enum:"employer,social,school,station" doc:"What sort of body it is, where it is known."`
	Class    string         `json:"class" doc:"Y employer, S social organisation."`
	Code     string         `json:"code" doc:"评价机构代码: four places."`
	Province string         `json:"province" doc:"省级代码: two digits."`
	FiledTo  day.Date       `json:"filed_to" doc:"The last day of the filing."`
}

// FileBody files a body.
type FileBody struct {
	Call
	Sent[BodyDraft]
}

func (a *API) fileBody(ctx context.Context, in *FileBody) (*Answer[BodyView], error) {
	d := in.Value
	if _, _, err := skill.ParseUSCC(d.USCC); err != nil {
		return nil, within("uscc", err)
	}
	b, err := a.Accreditation.File(ctx, in.by(ctx), skill.Body{
		Path: d.Path, Name: d.Name, English: d.English, USCC: d.USCC, Type: d.Type, Class: d.Class, Code: d.Code, Province: d.Province, FiledTo: d.FiledTo,
	})
	id, err := in.made("body", string(b.ID), err)
	if err != nil {
		return nil, err
	}
	out, err := a.bodyOf(ctx, &in.Call, id)
	return out.at("/bodies/" + id), err
}

func (a *API) bodyOf(ctx context.Context, c *Call, id string) (*Answer[BodyView], error) {
	b, err := c.view().Body(ctx, skill.BodyID(id))
	return answer(c, bodyView(b), err)
}

// ListBodies asks for bodies.
type ListBodies struct {
	Call
	Paged
	Status string `query:"status" enum:"filed,suspended,withdrawn"`
}

func (a *API) listBodies(ctx context.Context, in *ListBodies) (*Answer[Rows[BodyView]], error) {
	f := store.Bodies{Status: only[skill.FilingStatus](in.Status)}
	return list(ctx, &in.Call, f, in.Paged, bodyView, func(v BodyView) string { return string(v.ID) })
}

// only is a filter's list of one value, or none.
func only[S ~string](value string) []S {
	if value == "" {
		return nil
	}
	return []S{S(value)}
}

func (a *API) body(ctx context.Context, in *ByID) (*Answer[BodyView], error) {
	return a.bodyOf(ctx, &in.Call, in.ID)
}

// A Ground is why something is done, without a personal value.
type Ground struct {
	Ground string `json:"ground" doc:"Why. No name, number or address belongs here."`
}

// Grounded names one thing and says why.
type Grounded struct {
	ByID
	Sent[Ground]
}

// endBody is an operation that changes a body's status for a ground.
func (a *API) endBody(verb func(*accreditation.Desk, context.Context, store.By, skill.BodyID, string) (skill.Body, error)) func(context.Context, *Grounded) (*Answer[BodyView], error) {
	return func(ctx context.Context, in *Grounded) (*Answer[BodyView], error) {
		id := skill.BodyID(in.ID)
		if _, err := in.view().Body(ctx, id); err != nil {
			return nil, err
		}
		_, err := verb(a.Accreditation, ctx, in.by(ctx), id, in.Value.Ground)
		if err := in.done(err); err != nil {
			return nil, err
		}
		return a.bodyOf(ctx, &in.Call, in.ID)
	}
}

const pictureLimit = 10 << 20 // bytes of one picture

var pictures = []string{"image/jpeg", "image/png", "application/octet-stream"}

// bytesOf reads a body that is a small file.
func bytesOf(c *Call, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(c.body(), limit+1))
	switch {
	case err != nil:
		return nil, skill.Fail(skill.Invalid, "request.broken_off").Because(err)
	case int64(len(b)) > limit:
		return nil, skill.Fail(skill.Invalid, "request.too_large", "limit", strconv.FormatInt(limit, 10))
	}
	c.sent = b
	return b, nil
}

func (a *API) setSeal(ctx context.Context, in *ByID) (*Answer[BodyView], error) {
	id := skill.BodyID(in.ID)
	b, err := in.view().Body(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := in.need(b.Path); err != nil {
		return nil, err
	}
	picture, err := bytesOf(&in.Call, pictureLimit)
	if err != nil {
		return nil, err
	}
	hash, _, err := a.Files.Intake(ctx, files.Seal, bytes.NewReader(picture))
	if err != nil {
		return nil, err
	}
	if err := in.done(a.Accreditation.SetSeal(ctx, in.by(ctx), id, hash)); err != nil {
		return nil, err
	}
	return a.bodyOf(ctx, &in.Call, in.ID)
}

// A SiteDraft is a place to be added.
type SiteDraft struct {
	Name   string `json:"name"`
	Serial string `json:"serial" doc:"站点序列码: six digits of its certificates' numbers."`
}

// AddSite adds a place.
type AddSite struct {
	ByID
	Sent[SiteDraft]
}

func (a *API) addSite(ctx context.Context, in *AddSite) (*Answer[SiteView], error) {
	body := skill.BodyID(in.ID)
	if _, err := in.view().Body(ctx, body); err != nil {
		return nil, err
	}
	s, err := a.Accreditation.AddSite(ctx, in.by(ctx), skill.Site{Body: body, Name: in.Value.Name, Serial: in.Value.Serial})
	id, err := in.made("site", string(s.ID), err)
	if err != nil {
		return nil, err
	}
	s, err = in.view().Site(ctx, skill.SiteID(id))
	return answer(&in.Call, siteView(s), err)
}

// ListOf asks for what belongs to one thing.
type ListOf struct {
	ByID
	Paged
}

func (a *API) listSites(ctx context.Context, in *ListOf) (*Answer[Rows[SiteView]], error) {
	if _, err := in.view().Body(ctx, skill.BodyID(in.ID)); err != nil {
		return nil, err
	}
	f := store.Sites{Body: skill.BodyID(in.ID)}
	return list(ctx, &in.Call, f, in.Paged, siteView, func(v SiteView) string { return string(v.ID) })
}

// A ScopeDraft is a scope to be added.
type ScopeDraft struct {
	Site       skill.SiteID         `json:"site"`
	Occupation skill.OccupationCode `json:"occupation"`
	Level      skill.Level          `json:"level"`
	From       day.Date             `json:"from"`
	To         day.Date             `json:"to"`
}

// AddScope adds a scope.
type AddScope struct {
	ByID
	Sent[ScopeDraft]
}

func (a *API) addScope(ctx context.Context, in *AddScope) (*Answer[ScopeView], error) {
	d, body := in.Value, skill.BodyID(in.ID)
	if _, err := in.view().Body(ctx, body); err != nil {
		return nil, err
	}
	s, err := a.Accreditation.AddScope(ctx, in.by(ctx), skill.Scope{
		Body: body, Site: d.Site, Occupation: d.Occupation, Level: d.Level, Period: day.Period{From: d.From, To: d.To},
	})
	id, err := in.made("scope", string(s.ID), err)
	if err != nil {
		return nil, err
	}
	s, err = in.view().Scope(ctx, skill.ScopeID(id))
	return answer(&in.Call, scopeView(s), err)
}

func (a *API) listScopes(ctx context.Context, in *ListOf) (*Answer[Rows[ScopeView]], error) {
	if _, err := in.view().Body(ctx, skill.BodyID(in.ID)); err != nil {
		return nil, err
	}
	f := store.Scopes{Body: skill.BodyID(in.ID)}
	return list(ctx, &in.Call, f, in.Paged, scopeView, func(v ScopeView) string { return string(v.ID) })
}
