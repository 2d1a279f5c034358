package privacy

import (
	"context"

	"assay/skill"
	"assay/store"
)

// Stop stops the processing of a person's data (停止处理): they are kept, and what
// law requires is done with them, such as answering whether a certificate is in
// force or revoking one; nothing else is. It takes effect at once. The person may
// do it, or the centre where the law forbids erasing.
// Source: 个人信息保护法 art. 44, 47(2).
func (d *Desk) Stop(ctx context.Context, by store.By, id skill.PersonID, ground string) (out skill.Person, err error) {
	defer skill.Wrap(&err, "stop the processing of person %s", id)
	err = d.onPerson(ctx, by, "stop-processing", id, func(tx *store.Tx, p skill.Person, _ skill.OrgPath) error {
		if out = p; p.Stopped {
			return nil
		}
		if p.StopGround = skill.Clean(ground); p.StopGround == "" {
			return skill.FailField("ground", "person.no_ground")
		}
		p.Stopped = true
		err := store.Change(ctx, tx, "stop", &p)
		out = p
		return err
	})
	return out, err
}

// Resume ends it (恢复处理), unless a consent without which nothing can be done is
// withdrawn still.
func (d *Desk) Resume(ctx context.Context, by store.By, id skill.PersonID) (out skill.Person, err error) {
	defer skill.Wrap(&err, "resume the processing of person %s", id)
	err = d.onPerson(ctx, by, "resume-processing", id, func(tx *store.Tx, p skill.Person, _ skill.OrgPath) error {
		if out = p; !p.Stopped {
			return nil
		}
		purpose, err := d.missing(ctx, tx, id)
		if err != nil {
			return err
		}
		if purpose != "" {
			return skill.Fail(skill.Unmet, "person.consent_withdrawn", "purpose", purpose)
		}
		p.Stopped, p.StopGround = false, ""
		err = store.Change(ctx, tx, "resume", &p)
		out = p
		return err
	})
	return out, err
}
