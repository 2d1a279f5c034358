package skill

import "time"

// A SignIn (登录) is one time that somebody entered by an account, or tried to.
// Its secret lies in the browser's cookie; here is only its hash.
type SignIn struct {
	ID      SignInID
	Account AccountID // none: nobody has the name that was given
	Hash    string    // hexadecimal SHA-256 of the secret; none for one that was refused
	Way     SignInWay
	Second  bool    // a second factor was shown
	Weak    bool    // the password no longer follows the rules; it acts for nothing that needs a second factor
	Label   string  // the device in a few words, e.g. "Firefox, Linux"
	Network Private // the network it came from, e.g. 203.0.113.0/24
	Made    time.Time
	Expires time.Time // the longest it lives; being idle ends it earlier
	Ended   time.Time // by its owner, by a change of what opens the account, or by the office
	Refused string    // the reason why it was refused
	Version int64
}

// SignInWay is what was shown to enter.
type SignInWay string

// The ways.
const (
	SignInByPassword SignInWay = "password" // 密码
	SignInByCode     SignInWay = "code"     // 验证码
	SignInByProvider SignInWay = "provider" // 身份认证平台
	SignInByPasskey  SignInWay = "passkey"  // 通行密钥
	SignInByRecovery SignInWay = "recovery" // 找回
)

// Live tells whether the sign-in still counts at a time: neither refused, ended
// nor grown old. Whether it was idle too long is for the office to say.
func (s SignIn) Live(now time.Time) bool {
	return s.Refused == "" && s.Ended.IsZero() && s.Hash != "" && now.Before(s.Expires)
}

// A Purpose is what a one-time code is for; one for another purpose does not
// count.
type Purpose string

// The purposes.
const (
	ToRegister Purpose = "register" // 注册
	ToSignIn   Purpose = "sign-in"  // 登录
	ToRecover  Purpose = "recover"  // 找回密码
	ToReach    Purpose = "reach"    // 登记手机或邮箱: shows that an address is the owner's
	ToConfirm  Purpose = "confirm"  // 二次确认: shows again who is signed in
)

// A Challenge (验证码) is a one-time code on its way to a telephone or mail box.
type Challenge struct {
	ID      ChallengeID
	Purpose Purpose
	Account AccountID // none: the address is nobody's yet
	To      Contact
	Hash    []byte // keyed hash of the code; none: no code was sent, and none will do
	Tries   int    // how often it was answered
	Expires time.Time
}
