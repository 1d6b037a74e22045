"""What follows a lead: whom to call and what to say, the letter, the call-back, and the rules that forbid. leadscan drafts; a person acts."""
