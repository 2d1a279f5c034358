package api

import (
	"cmp"
	"context"
	"time"

	"assay/office/privacy"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// privacy registers what those may ask whose data these are.
func (a *API) privacy() {
	register(a, get("get-privacy-notice", "/privacy", "What is done with personal data: purposes, legal bases, retention, rights (个人信息处理告知)"), a.notice)
	register(a, get("download-my-data", "/me/data.zip", "Everything that is held of the asker, for programs and for people, with its files").gives("application/zip"), a.myData)
	register(a, get("list-consents", "/me/consents", "The asker's consents"), a.listConsents)
	register(a, post("give-consent", "/me/consents", "Consent to one purpose of the notice (同意)").creates(), a.giveConsent)
	register(a, post("withdraw-consent", "/consents/{id}/withdraw", "Take a consent back (撤回同意)"), a.withdrawConsent)
	register(a, post("record-consent", "/persons/{id}/consents", "Record that a person consented on paper, which the asker saw (书面同意)").creates(), a.recordConsent)
	register(a, post("state-consents", "/imports/{id}/consents", "Say that the body holds the signed consents of everybody on a roster"), a.stateConsents)
	register(a, post("stop-processing", "/persons/{id}/stop", "Stop everything but keeping the data and what law requires (停止处理)"), a.stopProcessing)
	register(a, post("resume-processing", "/persons/{id}/resume", "End a stop (恢复处理)"), a.resumeProcessing)
	register(a, post("keep-person-proof", "/persons/{id}/proofs", "Keep a proof (证明材料) that an amendment can rest on").creates().takes(proofs...), a.keepOwnProof)
	register(a, post("propose-amendment", "/persons/{id}/amendments", "Ask that an entry of a person's record be changed (更正申请)").creates(), a.proposeAmendment)
	register(a, get("list-amendments", "/amendments", "Amendments within the asker's organisations, and the asker's own"), a.listAmendments)
	register(a, get("get-amendment", "/amendments/{id}", "One amendment with its new value, and the certificates that say otherwise"), a.amendment)
	register(a, post("approve-amendment", "/amendments/{id}/approve", "Change the record (批准更正)"), a.decideAmendment("approve"))
	register(a, post("refuse-amendment", "/amendments/{id}/refuse", "Leave the record as it is, with the reason (不予更正)"), a.refuseAmendment)
	register(a, post("withdraw-amendment", "/amendments/{id}/withdraw", "Take a proposal back (撤回)"), a.decideAmendment("withdraw"))
	register(a, post("ask-erasure", "/persons/{id}/erasure-requests", "Ask to be erased (申请删除)").creates(), a.askErasure)
	register(a, post("propose-erasure", "/persons/{id}/erasures", "Propose that a person be erased, on a legal ground of the notice (提出删除)").creates(), a.proposeErasure)
	register(a, get("list-erasures", "/erasures", "Erasures within the asker's organisations, and the asker's own"), a.listErasures)
	register(a, get("get-erasure", "/erasures/{id}", "One erasure"), a.erasure)
	register(a, post("approve-erasure", "/erasures/{id}/approve", "Destroy what is held of the person (批准删除)"), a.decideErasure((*privacy.Desk).ApproveErasure))
	register(a, post("refuse-erasure", "/erasures/{id}/refuse", "Leave the records, with the reason (不予删除)"), a.refuseErasure)
	register(a, post("withdraw-erasure", "/erasures/{id}/withdraw", "Take a request or proposal back (撤回)"), a.decideErasure((*privacy.Desk).WithdrawErasure))
}

// A NoticeView is the notice.
type NoticeView struct {
	Edition    string              `json:"edition" doc:"What a consent names."`
	ValidFrom  day.Date            `json:"valid_from"`
	Purposes   []PurposeView       `json:"purposes"`
	Retentions []NoticeTextView    `json:"retentions"`
	Fields     []NoticeFieldView   `json:"fields"`
	Grounds    []NoticeTextView    `json:"grounds" doc:"On which somebody is erased."`
	Rights     []NoticeRightView   `json:"rights"`
	Names      map[string]TextView `json:"tables" doc:"The names of tables."`
}

// A NoticeTextView is one row of the notice with its source.
type NoticeTextView struct {
	Key    string   `json:"key"`
	Text   TextView `json:"text"`
	Source string   `json:"source"`
}

// A PurposeView is what data are processed for.
type PurposeView struct {
	NoticeTextView
	Basis     NoticeTextView `json:"basis"`
	Consent   bool           `json:"consent" doc:"Nothing is done for it without consent."`
	Separate  bool           `json:"separate" doc:"The consent is asked for by itself (单独同意)."`
	Withdrawn TextView       `json:"withdrawn" doc:"What follows when the consent is withdrawn."`
}

// A NoticeFieldView is one stored entry.
type NoticeFieldView struct {
	Table     string   `json:"table"`
	Column    string   `json:"column"`
	Name      TextView `json:"name"`
	Sensitive bool     `json:"sensitive"`
	Purposes  []string `json:"purposes"`
	Retention string   `json:"retention"`
}

// A NoticeRightView is what everybody may ask for.
type NoticeRightView struct {
	NoticeTextView
	Operation string `json:"operation"`
}

func (a *API) notice(_ context.Context, in *Only) (*Answer[NoticeView], error) {
	n := a.Privacy.Notice
	v := NoticeView{Edition: n.Edition, ValidFrom: n.Valid.From, Names: tableNames()}
	basis := map[string]NoticeTextView{}
	for _, b := range n.Bases {
		basis[b.Key] = NoticeTextView{b.Key, TextView(b.Text), b.Source}
	}
	for _, p := range n.Purposes {
		v.Purposes = append(v.Purposes, PurposeView{
			NoticeTextView{p.Key, TextView(p.Text), p.Source}, basis[p.Basis], p.Consent, p.Separate, TextView(p.Withdrawn),
		})
	}
	for _, r := range n.Retentions {
		v.Retentions = append(v.Retentions, NoticeTextView{r.Key, TextView(r.Text), r.Source})
	}
	for _, f := range n.Fields {
		v.Fields = append(v.Fields, NoticeFieldView{f.Table, f.Column, TextView(f.Name), f.Sensitive, f.Purposes, f.Retention})
	}
	for _, g := range n.Grounds {
		v.Grounds = append(v.Grounds, NoticeTextView{g.Key, TextView(g.Text), g.Source})
	}
	for _, r := range n.Rights {
		v.Rights = append(v.Rights, NoticeRightView{NoticeTextView{r.Key, TextView(r.Text), r.Source}, r.How})
	}
	return answer(&in.Call, v, nil)
}

// A ConsentView is one consent.
type ConsentView struct {
	ID       skill.ConsentID     `json:"id"`
	Purpose  string              `json:"purpose"`
	Edition  string              `json:"edition"`
	Separate bool                `json:"separate"`
	Given    time.Time           `json:"given"`
	Evidence string              `json:"evidence" enum:"own,paper" doc:"Given in the person's own account, or signed on paper."`
	Witness  skill.PersonID      `json:"witness" doc:"Who saw the paper."`
	Status   skill.ConsentStatus `json:"status"`
	StatusAt time.Time           `json:"status_at"`
	Actions  []string            `json:"actions" nullable:"false"`
}

func consentView(c skill.Consent) ConsentView {
	return ConsentView{
		ID: c.ID, Purpose: c.Purpose, Edition: c.Edition, Separate: c.Separate, Given: c.Given, Evidence: cmp.Or(string(c.Evidence), "own"),
		Witness: c.Witness, Status: c.Status, StatusAt: c.StatusAt, Actions: actions(c.Actions()),
	}
}

// ListConsents asks for one's consents.
type ListConsents struct {
	Call
	Paged
}

func (a *API) listConsents(ctx context.Context, in *ListConsents) (*Answer[Rows[ConsentView]], error) {
	return list(ctx, &in.Call, store.Consents{}, in.Paged, consentView, func(v ConsentView) string { return string(v.ID) })
}

// A ConsentDraft is a consent to be given.
type ConsentDraft struct {
	Purpose string `json:"purpose" doc:"A key of the notice's purposes."`
	Edition string `json:"edition" doc:"The edition of the notice that was shown."`
}

// GiveConsent gives one.
type GiveConsent struct {
	Call
	Sent[ConsentDraft]
}

func (a *API) giveConsent(ctx context.Context, in *GiveConsent) (*Answer[ConsentView], error) {
	c, err := a.Privacy.Consent(ctx, in.by(ctx), in.Value.Purpose, in.Value.Edition)
	id, err := in.made("consent", string(c.ID), err)
	if err != nil {
		return nil, err
	}
	c, err = in.view().Consent(ctx, skill.ConsentID(id))
	return answer(&in.Call, consentView(c), err)
}

func (a *API) withdrawConsent(ctx context.Context, in *ByID) (*Answer[ConsentView], error) {
	id := skill.ConsentID(in.ID)
	if _, err := in.view().Consent(ctx, id); err != nil {
		return nil, err
	}
	if err := in.done(a.Privacy.Withdraw(ctx, in.by(ctx), id)); err != nil {
		return nil, err
	}
	c, err := in.view().Consent(ctx, id)
	return answer(&in.Call, consentView(c), err)
}

// A StopView says whether the processing of a person's data is stopped.
type StopView struct {
	Person  skill.PersonID  `json:"person"`
	Stopped bool            `json:"stopped"`
	Ground  string          `json:"ground"`
	Erased  skill.ErasureID `json:"erased"`
}

func stopView(p skill.Person) StopView { return StopView{p.ID, p.Stopped, p.StopGround, p.Erased} }

func (a *API) stopProcessing(ctx context.Context, in *Grounded) (*Answer[StopView], error) {
	id := skill.PersonID(in.ID)
	if _, err := in.view().Person(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Privacy.Stop(ctx, in.by(ctx), id, in.Value.Ground)
	return a.stopOf(ctx, &in.Call, id, err)
}

func (a *API) stopOf(ctx context.Context, c *Call, id skill.PersonID, err error) (*Answer[StopView], error) {
	if err := c.done(err); err != nil {
		return nil, err
	}
	p, err := c.view().Person(ctx, id)
	return answer(c, stopView(p), err)
}

func (a *API) resumeProcessing(ctx context.Context, in *ByID) (*Answer[StopView], error) {
	id := skill.PersonID(in.ID)
	if _, err := in.view().Person(ctx, id); err != nil {
		return nil, err
	}
	_, err := a.Privacy.Resume(ctx, in.by(ctx), id)
	return a.stopOf(ctx, &in.Call, id, err)
}
