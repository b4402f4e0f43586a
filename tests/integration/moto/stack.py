"""Builds what a user of gatepath may have, in an emulator, and prints the ids as JSON.

The endpoint and the credentials come from the environment, as for any AWS program.
"""

import json
import boto3

REGION = "eu-west-1"


def client(name):
    return boto3.client(name, region_name=REGION)


ec2, elb, r53, acm, api = map(client, ("ec2", "elbv2", "route53", "acm", "apigateway"))
resolver, iam, agents = map(client, ("route53resolver", "iam", "bedrock-agentcore-control"))


def named(kind, name):
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


def network():
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16", TagSpecifications=named("vpc", "agents"))["Vpc"]["VpcId"]
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=vpc, **{attribute: {"Value": True}})
    subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.20.{n}.0/24", AvailabilityZone=REGION + zone)["Subnet"]["SubnetId"]
               for n, zone in ((1, "a"), (2, "b"), (11, "a"), (12, "b"))]
    peer = ec2.create_vpc(CidrBlock="10.30.0.0/16")["Vpc"]["VpcId"]
    peering = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=peer)["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    for subnet in subnets:
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="10.30.0.0/16", VpcPeeringConnectionId=peering)
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=subnets[0], AllocationId=address)["NatGateway"]["NatGatewayId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    ec2.create_egress_only_internet_gateway(VpcId=vpc)
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    for egress in (True, False):
        ec2.create_network_acl_entry(NetworkAclId=acl, RuleNumber=100, Protocol="-1", RuleAction="allow", Egress=egress, CidrBlock="0.0.0.0/0")
        ec2.create_network_acl_entry(NetworkAclId=acl, RuleNumber=90, Protocol="6", RuleAction="deny", Egress=egress,
                                     CidrBlock="192.168.0.0/16", PortRange={"From": 22, "To": 22})
    default = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnets[2]]}])["NetworkAcls"][0]
    for association in default["Associations"]:
        if association["SubnetId"] in subnets[2:]:
            ec2.replace_network_acl_association(AssociationId=association["NetworkAclAssociationId"], NetworkAclId=acl)
    options = ec2.create_dhcp_options(DhcpConfigurations=[
        {"Key": "domain-name-servers", "Values": ["AmazonProvidedDNS"]},
        {"Key": "domain-name", "Values": ["corp.example.internal"]}])["DhcpOptions"]["DhcpOptionsId"]
    ec2.associate_dhcp_options(DhcpOptionsId=options, VpcId=vpc)
    lists = ec2.create_managed_prefix_list(PrefixListName="callers", MaxEntries=5, AddressFamily="IPv4",
                                           Entries=[{"Cidr": "10.20.0.0/16", "Description": "agents"}])["PrefixList"]["PrefixListId"]
    ec2.create_flow_logs(ResourceIds=[vpc], ResourceType="VPC", TrafficType="ALL", LogDestinationType="s3",
                         LogDestination="arn:aws:s3:::flow-logs-of-the-test") if bucket() else None
    return {"vpc": vpc, "peer": peer, "subnets": subnets, "route_table": table, "acl": acl, "prefix_list": lists, "nat": nat}


def bucket():
    boto3.client("s3", region_name=REGION).create_bucket(
        Bucket="flow-logs-of-the-test", CreateBucketConfiguration={"LocationConstraint": REGION})
    return True


def groups(net):
    make = lambda name: ec2.create_security_group(GroupName=name, Description=name, VpcId=net["vpc"])["GroupId"]
    gateway, front, back = make("gateway"), make("front"), make("back")
    ec2.revoke_security_group_egress(GroupId=gateway, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
    ec2.authorize_security_group_egress(GroupId=gateway, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": front}]}])
    ec2.authorize_security_group_ingress(GroupId=front, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": gateway}]},
        {"IpProtocol": "tcp", "FromPort": 8443, "ToPort": 8443, "PrefixListIds": [{"PrefixListId": net["prefix_list"]}]}])
    ec2.authorize_security_group_ingress(GroupId=back, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 8000, "ToPort": 8000, "UserIdGroupPairs": [{"GroupId": front}],
         "Ipv6Ranges": [{"CidrIpv6": "fd00::/8", "Description": "later"}]}])
    make_interface = lambda subnet, group: ec2.create_network_interface(
        SubnetId=subnet, Groups=[group], Description="test", TagSpecifications=named("network-interface", "test"))["NetworkInterface"]
    source, target = make_interface(net["subnets"][0], gateway), make_interface(net["subnets"][2], front)
    for number in range(12):
        make_interface(net["subnets"][3], back)
    return {"gateway": gateway, "front": front, "back": back, "source": source["NetworkInterfaceId"],
            "target": target["NetworkInterfaceId"], "target_address": target["PrivateIpAddress"]}


def transit(net):
    tgw = ec2.create_transit_gateway(Description="hub")["TransitGateway"]["TransitGatewayId"]
    attachment = ec2.create_transit_gateway_vpc_attachment(
        TransitGatewayId=tgw, VpcId=net["vpc"], SubnetIds=net["subnets"][:2])["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
    table = ec2.create_transit_gateway_route_table(TransitGatewayId=tgw)["TransitGatewayRouteTable"]["TransitGatewayRouteTableId"]
    ec2.associate_transit_gateway_route_table(TransitGatewayRouteTableId=table, TransitGatewayAttachmentId=attachment)
    ec2.create_transit_gateway_route(DestinationCidrBlock="10.20.0.0/16", TransitGatewayRouteTableId=table, TransitGatewayAttachmentId=attachment)
    return {"transit_gateway": tgw}


def balancers(net, sgs, certificate):
    result = {}
    for kind, port, name in (("application", 8000, "orders"), ("network", 80, "tracking")):
        extra = {"SecurityGroups": [sgs["front"]]} if kind == "application" else {}
        arn = elb.create_load_balancer(Name=name, Subnets=net["subnets"][2:], Scheme="internal", Type=kind, **extra)["LoadBalancers"][0]["LoadBalancerArn"]
        protocol, front = ("HTTP", "HTTPS") if kind == "application" else ("TCP", "TLS")
        group = elb.create_target_group(Name=name, Protocol=protocol, Port=port, VpcId=net["vpc"], TargetType="ip")["TargetGroups"][0]["TargetGroupArn"]
        elb.register_targets(TargetGroupArn=group, Targets=[{"Id": "10.20.12.10", "Port": port}, {"Id": "10.20.12.11", "Port": port}])
        listener = elb.create_listener(LoadBalancerArn=arn, Protocol=front, Port=443, Certificates=[{"CertificateArn": certificate}],
                                       DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])["Listeners"][0]["ListenerArn"]
        if kind == "application":
            for number in range(1, 6):
                elb.create_rule(ListenerArn=listener, Priority=number, Conditions=[{"Field": "path-pattern", "Values": [f"/v{number}/*"]}],
                                Actions=[{"Type": "forward", "TargetGroupArn": group}])
        result[name] = {"arn": arn, "listener": listener, "group": group,
                        "dns": elb.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]["DNSName"]}
    return result


def names(net, lbs):
    zone = r53.create_hosted_zone(Name="internal.example.com", CallerReference="1", VPC={"VPCRegion": REGION, "VPCId": net["vpc"]},
                                  HostedZoneConfig={"PrivateZone": True, "Comment": "agents"})["HostedZone"]["Id"]
    changes = [{"Name": "orders.internal.example.com", "Type": "A", "AliasTarget": {
        "HostedZoneId": "Z32O12XQLNTSW2", "DNSName": lbs["orders"]["dns"], "EvaluateTargetHealth": False}}]
    changes += [{"Name": f"r{n}.internal.example.com", "Type": "CNAME", "TTL": 60,
                 "ResourceRecords": [{"Value": lbs["tracking"]["dns"]}]} for n in range(130)]
    changes += [{"Name": "w.internal.example.com", "Type": "A", "TTL": 60, "SetIdentifier": i, "Weight": w,
                 "ResourceRecords": [{"Value": "10.20.12.10"}]} for i, w in (("one", 1), ("two", 2))]
    r53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={
        "Changes": [{"Action": "CREATE", "ResourceRecordSet": change} for change in changes]})
    return {"zone": zone.rsplit("/", 1)[-1]}


def certificates():
    key, pem = self_made()
    imported = acm.import_certificate(Certificate=pem, PrivateKey=key)["CertificateArn"]
    acm.request_certificate(DomainName="orders.internal.example.com", ValidationMethod="DNS",
                            SubjectAlternativeNames=["orders.internal.example.com", "*.internal.example.com"])
    return imported


def self_made():
    import datetime
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "orders.internal.example.com")])
    now = datetime.datetime(2026, 1, 1)
    cert = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
            .not_valid_before(now).not_valid_after(now + datetime.timedelta(days=3650))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("orders.internal.example.com")]), False)
            .sign(key, hashes.SHA256()))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    return private, cert.public_bytes(serialization.Encoding.PEM)


def private_api(net, sgs):
    endpoint = ec2.create_vpc_endpoint(VpcEndpointType="Interface", VpcId=net["vpc"], ServiceName=f"com.amazonaws.{REGION}.execute-api",
                                       SubnetIds=net["subnets"][2:], SecurityGroupIds=[sgs["front"]])["VpcEndpoint"]["VpcEndpointId"]
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*",
                                                     "Condition": {"StringEquals": {"aws:SourceVpce": endpoint}}}]}
    rest = api.create_rest_api(name="quotes", policy=json.dumps(policy),
                               endpointConfiguration={"types": ["PRIVATE"], "vpcEndpointIds": [endpoint]})["id"]
    root = api.get_resources(restApiId=rest)["items"][0]["id"]
    part = api.create_resource(restApiId=rest, parentId=root, pathPart="quotes")["id"]
    api.put_method(restApiId=rest, resourceId=part, httpMethod="GET", authorizationType="NONE")
    api.put_integration(restApiId=rest, resourceId=part, httpMethod="GET", type="MOCK")
    api.create_deployment(restApiId=rest, stageName="prod")
    return {"endpoint": endpoint, "api": rest}


def dns_rules(net, sgs):
    endpoint = resolver.create_resolver_endpoint(
        CreatorRequestId="1", Name="out", Direction="OUTBOUND", SecurityGroupIds=[sgs["back"]],
        IpAddresses=[{"SubnetId": net["subnets"][2], "Ip": "10.20.11.200"}, {"SubnetId": net["subnets"][3], "Ip": "10.20.12.200"}])["ResolverEndpoint"]["Id"]
    rule = resolver.create_resolver_rule(CreatorRequestId="2", RuleType="FORWARD", DomainName="corp.example.net", ResolverEndpointId=endpoint,
                                         TargetIps=[{"Ip": "10.30.0.2", "Port": 53}])["ResolverRule"]["Id"]
    resolver.associate_resolver_rule(ResolverRuleId=rule, VPCId=net["vpc"])
    return {"resolver_endpoint": endpoint}


def gateway(apis):
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "bedrock-agentcore.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    role = iam.create_role(RoleName="gateway", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName="gateway", PolicyName="read-key", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "bedrock-agentcore:GetResourceApiKey", "Resource": "*"}]}))
    gateways = [agents.create_gateway(name=name, roleArn=role, protocolType="MCP", authorizerType="CUSTOM_JWT", authorizerConfiguration={
        "customJWTAuthorizer": {"discoveryUrl": "https://idp.example.com/.well-known/openid-configuration", "allowedClients": ["a"]}})["gatewayId"]
        for name in ("freight-ops", "back-office")]
    document = {"openapi": "3.0.3", "info": {"title": "Quotes", "version": "1"},
                "servers": [{"url": f"https://{apis['api']}.execute-api.{REGION}.amazonaws.com/prod"}],
                "paths": {"/quotes": {"get": {"operationId": "listQuotes", "responses": {"200": {"description": "ok"}}}}}}
    key = [{"credentialProviderType": "GATEWAY_IAM_ROLE"}]
    targets = [
        agents.create_gateway_target(gatewayIdentifier=gateways[0], name="orders", credentialProviderConfigurations=key, targetConfiguration={
            "mcp": {"mcpServer": {"endpoint": "https://orders.internal.example.com/mcp"}}})["targetId"],
        agents.create_gateway_target(gatewayIdentifier=gateways[0], name="quotes", credentialProviderConfigurations=key, targetConfiguration={
            "mcp": {"openApiSchema": {"inlinePayload": json.dumps(document)}}})["targetId"]]
    return {"gateways": gateways, "targets": targets}


def build():
    net = network()
    sgs = groups(net)
    lbs = balancers(net, sgs, certificates())
    apis = private_api(net, sgs)
    return {**net, **sgs, **transit(net), "balancers": lbs, **names(net, lbs), **apis, **dns_rules(net, sgs), **gateway(apis)}


print(json.dumps(build()))
