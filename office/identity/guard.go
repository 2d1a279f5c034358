package identity

import (
	"context"
	"time"

	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A Visit is where a request comes from, as the edge knows it.
type Visit struct {
	Network  string // e.g. 203.0.113.0/24
	Device   string // the secret in the device's cookie, or none
	Label    string // the device in a few words, e.g. "Firefox, Linux"
	Answered bool   // the question that is asked of strangers was answered just now
}

// A caller is somebody who tries to enter: by which name, from where, and, where
// there is one, the account of that name. Only the office may know whether there
// is one: whatever is said or done to a caller is the same either way.
type caller struct {
	Visit
	rules   rules
	now     time.Time
	name    string        // normal form of the name that was given, with its kind
	account skill.Account // the zero Account: nobody has the name
	device  string        // hash of the device's secret, where the account knows it
}

// noLogin is a login name that nobody can have.
const noLogin = "-"

// nameMost is how much of a name is looked at, in bytes.
const nameMost = 256

// called finds the account of a login name, telephone or mail address. What is
// none of them is a name that nobody has.
func (d *Desk) called(ctx context.Context, v Visit, name string) (c caller, err error) {
	var f store.Accounts
	contact, bad := skill.ParseContact(name)
	login, odd := skill.ParseLogin(name)
	switch {
	case bad == nil:
		f.Contact, name = contact, string(contact.Channel)+" "+contact.Address.Reveal()
	case odd == nil:
		f.Login, name = login, "login "+login
	default:
		f.Login, name = noLogin, "none "+name[:min(len(name), nameMost)]
	}
	account, err := store.One(ctx, d.Store.Unscoped(), f)
	if err != nil && skill.CodeOf(err) != skill.NotFound {
		return c, err
	}
	if err != nil || account.Status == skill.AccountClosed {
		account = skill.Account{}
	}
	return d.caller(ctx, v, name, account)
}

// caller is somebody who tries to enter by an account.
func (d *Desk) caller(ctx context.Context, v Visit, name string, a skill.Account) (c caller, err error) {
	c = caller{Visit: v, now: d.Store.Now(), name: name, account: a}
	if c.rules, err = d.rules(c.today()); err != nil || v.Device == "" || a.ID == "" {
		return c, err
	}
	known, err := d.Store.Knows(ctx, a.ID, hash(v.Device), c.now.Add(-c.rules.deviceLife))
	if known {
		c.device = hash(v.Device)
	}
	return c, err
}

func (c caller) today() day.Date { return day.Of(c.now) }

// What is counted of a day, each under a keyed hash of its own.
func (d *Desk) byName(c caller) []byte    { return d.keyed("sign-in name", c.name) }
func (d *Desk) byNetwork(c caller) []byte { return d.keyed("sign-in network", c.Network) }
func (d *Desk) byDevice(c caller) []byte {
	return d.keyed("sign-in device", string(c.account.ID), c.device)
}

func (d *Desk) counted(ctx context.Context, c caller, subject []byte) (int, error) {
	n, err := d.Store.Failures(ctx, c.today(), subject)
	return int(n), err
}

// familiar tells whether the caller's device is known to the account and has not
// failed too often itself: then the limits for strangers are not its own, so that
// nobody can lock an owner out by failing in the owner's name.
func (d *Desk) familiar(ctx context.Context, c caller) (bool, error) {
	if c.device == "" {
		return false, nil
	}
	n, err := d.counted(ctx, c, d.byDevice(c))
	return n < c.rules.device, err
}

// guard refuses strangers when too much has failed today in this name or from
// this network: first until they answer a question, later until tomorrow.
// Reasons: sign_in.question, sign_in.limit.
func (d *Desk) guard(ctx context.Context, c caller) error {
	if ok, err := d.familiar(ctx, c); ok || err != nil {
		return err
	}
	name, err := d.counted(ctx, c, d.byName(c))
	if err != nil {
		return err
	}
	network, err := d.counted(ctx, c, d.byNetwork(c))
	switch {
	case err != nil:
		return err
	case name >= c.rules.limit || network >= c.rules.networkLimit:
		return skill.Fail(skill.TooMany, "sign_in.limit")
	case !c.Answered && (name >= c.rules.question || network >= c.rules.networkQuestion):
		return skill.Fail(skill.TooMany, "sign_in.question")
	}
	return nil
}

// blamed are the counts that a failure of the caller raises.
func (d *Desk) blamed(ctx context.Context, c caller) ([][]byte, error) {
	ok, err := d.familiar(ctx, c)
	if ok {
		return [][]byte{d.byDevice(c)}, err
	}
	return [][]byte{d.byName(c), d.byNetwork(c)}, err
}

// refuse writes down that the caller was refused, whether or not there is such
// an account, and gives the refusal.
func (d *Desk) refuse(ctx context.Context, c caller, way skill.SignInWay, refusal *skill.Error) error {
	subjects, err := d.blamed(ctx, c)
	if err != nil {
		return err
	}
	err = d.Store.Update(ctx, store.By{}, func(tx *store.Tx) error {
		if err := tx.Failed(ctx, c.today(), subjects...); err != nil {
			return err
		}
		return store.Add(ctx, tx, &skill.SignIn{
			ID: skill.SignInID(tx.NewID()), Account: c.account.ID, Way: way, Label: label(c.Label), Network: skill.Keep(c.Network),
			Made: tx.Now, Refused: refusal.Reason,
		})
	})
	if err != nil {
		return err
	}
	return refusal
}

// labelMost is the longest label of a device, in characters.
const labelMost = 60

func label(s string) string {
	all := []rune(skill.Clean(s))
	if text := string(all[:min(len(all), labelMost)]); !skill.HoldsNumber(text) {
		return text
	}
	return "" // what a browser says of itself may hold anything
}
