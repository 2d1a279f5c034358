// Package registry is the public's desk (公众查询): whoever holds a certificate's
// number or a document's number, and the name, learns whether such a certificate
// was issued and still stands; whoever scans the printed code learns whether it
// is genuine. Anybody may ask; nobody learns more than the paper in their hand
// says, except how it stands now.
//
// It changes no record. It writes a keyed log of questions and a keyed count of
// wrong pairs, both off the path of the answer. Revoking, correcting and
// replacing are the desk of issuance.
package registry
