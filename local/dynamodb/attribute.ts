/** A value as DynamoDB's wire protocol writes it: exactly one of the members is there; binary stands in base64. */
export interface AttributeValue {
	S?: string;
	/** After validation in plain notation: no exponent, no needless zeros. */
	N?: string;
	B?: string;
	BOOL?: boolean;
	NULL?: boolean;
	SS?: string[];
	NS?: string[];
	BS?: string[];
	L?: AttributeValue[];
	M?: Item;
}

export interface Item {
	[name: string]: AttributeValue;
}
