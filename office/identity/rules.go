package identity

import (
	"time"

	"assay/skill"
	"assay/skill/day"
)

// rules are the policies of signing in, as they hold on a day.
type rules struct {
	least, leastStaff                int // characters of a password
	idle, life, deviceLife           time.Duration
	question, limit                  int // failures of one name by strangers
	networkQuestion, networkLimit    int
	device, secondTries, secondLimit int
	codeLife                         time.Duration
	codeTries, codeQuestion          int
	codeLimit, codeNetwork           int
	joinTries                        int
	joinLife                         time.Duration
}

const oneDay = 24 * time.Hour

// rules reads the policies; one that is missing is the installation's fault.
func (d *Desk) rules(on day.Date) (r rules, err error) {
	number := func(key skill.PolicyKey, unit skill.PolicyUnit) int {
		n, bad := d.Policies.Number(key, skill.PolicyCase{On: on}, unit)
		if err == nil && bad != nil {
			err = bad
		}
		return n
	}
	length := func(key skill.PolicyKey, unit skill.PolicyUnit, one time.Duration) time.Duration {
		return time.Duration(number(key, unit)) * one
	}
	r = rules{
		least: number(skill.PolicyPasswordLength, skill.InCharacters), leastStaff: number(skill.PolicyPasswordStaffLength, skill.InCharacters),
		idle: length(skill.PolicySignInIdle, skill.InMinutes, time.Minute), life: length(skill.PolicySignInLife, skill.InHours, time.Hour),
		deviceLife: length(skill.PolicyDeviceLife, skill.InDays, oneDay),
		question:   number(skill.PolicySignInQuestion, skill.InTimes), limit: number(skill.PolicySignInLimit, skill.InTimes),
		networkQuestion: number(skill.PolicyNetworkQuestion, skill.InTimes), networkLimit: number(skill.PolicyNetworkLimit, skill.InTimes),
		device: number(skill.PolicyDeviceLimit, skill.InTimes), secondTries: number(skill.PolicySecondTries, skill.InTimes),
		secondLimit: number(skill.PolicySecondLimit, skill.InTimes),
		codeLife:    length(skill.PolicyCodeLife, skill.InMinutes, time.Minute), codeTries: number(skill.PolicyCodeTries, skill.InTimes),
		codeQuestion: number(skill.PolicyCodeQuestion, skill.InTimes), codeLimit: number(skill.PolicyCodeLimit, skill.InTimes),
		codeNetwork: number(skill.PolicyCodeNetworkLimit, skill.InTimes), joinTries: number(skill.PolicyJoinTries, skill.InTimes),
		joinLife: length(skill.PolicyJoinCodeLife, skill.InDays, oneDay),
	}
	return r, err
}
