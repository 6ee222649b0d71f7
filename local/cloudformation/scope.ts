/** What the intrinsic functions of one stack can see. */
export interface Scope {
	/** Value of `Ref`: a parameter, a pseudo parameter or a resource made before; undefined for `AWS::NoValue`. */
	ref(name: string, place: string): unknown;
	attribute(logicalId: string, name: string, place: string): unknown;
	condition(name: string, place: string): boolean;
	mapping(name: string, top: string, second: string, place: string): unknown;
	importValue(name: string, place: string): unknown;
}
