"""Who is it: the register of companies, the scan for their names, and the judgement of each name. Pure: records and text in, records out."""
