package main

func (c demoCmd) serve(e *env, d *demonstration) error { return nil }
