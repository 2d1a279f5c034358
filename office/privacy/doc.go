// Package privacy is the desk of those whose data these are (个人信息权益). Here
// somebody consents and takes the consent back, sees and takes away everything
// that is held of them, has an entry corrected, stops the processing, and asks for
// erasure; and here the centre approves what needs two: a correction, an erasure.
//
// What is processed for which purpose, on which legal basis and for how long is
// the notice, which is data. Stopping and erasing are marks that the other desks
// heed by skill.Person.MayProcess: this desk moves none of their records but those
// that an erasure empties. Certificates are corrected by issuance, when their
// holder asks.
// Source: 个人信息保护法 art. 13–15, 17, 29, 44–47, 50.
package privacy
