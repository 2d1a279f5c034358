package skill

import "slices"

// A Channel (渠道) is a way on which a letter reaches somebody.
type Channel string

// The channels.
const (
	ByMail Channel = "mail" // 电子邮件
	BySMS  Channel = "sms"  // 短信
)

// Channels lists every channel.
func Channels() []Channel { return []Channel{ByMail, BySMS} }

// A LetterKind (通知种类) says what a letter is about. Its words are
// message.KIND.subject and message.KIND.text in locale.
type LetterKind string

// The kinds. The first three carry a one-time code.
const (
	LetterCode     LetterKind = "code"     // 登录验证码: signs in
	LetterConfirm  LetterKind = "confirm"  // 地址验证码: shows that an address is the account's
	LetterRecover  LetterKind = "recover"  // 找回验证码: sets a new password
	LetterPassword LetterKind = "password" // the password was changed
	LetterFactor   LetterKind = "factor"   // a second factor was added or taken away
	LetterFrozen   LetterKind = "frozen"   // the account was frozen
	LetterContact  LetterKind = "contact"  // a telephone or mail address was added or taken away
	LetterWay      LetterKind = "way"      // an identity provider or a passkey was added or taken away
	LetterTaken    LetterKind = "taken"    // somebody wanted to register, or claim as theirs, an address that is the account's

	LetterCalledOff LetterKind = "called-off" // 批次取消通知: the exam that one was to sit is called off
	LetterAmended   LetterKind = "amended"    // 更正通知: an entry of one's record was corrected
	LetterUnamended LetterKind = "unamended"  // 不予更正通知: a correction of one's record was refused
	LetterCancelled LetterKind = "cancelled"  // 考试取消通知: the body cancelled the exam that one was to sit
	LetterMoved     LetterKind = "moved"      // 考试改期通知: a session is at another time
	LetterDuty      LetterKind = "duty"       // 考务通知: one's duties at an exam changed
)

// LetterKinds lists every kind.
func LetterKinds() []LetterKind {
	return []LetterKind{
		LetterCode, LetterConfirm, LetterRecover, LetterPassword, LetterFactor, LetterFrozen, LetterContact, LetterWay, LetterTaken, LetterCalledOff, LetterAmended, LetterUnamended,
		LetterCancelled, LetterMoved, LetterDuty,
	}
}

// Coded tells whether letters of the kind carry a one-time code.
func (k LetterKind) Coded() bool {
	return slices.Contains([]LetterKind{LetterCode, LetterConfirm, LetterRecover}, k)
}
